package io.jstack.images.registry;

import io.jstack.images.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whether a registry knows a user: asked at {@code /v2/}, or at the token server that it names there (distribution spec, auth/token). Of
 * our own, since the library only follows a challenge that is about one repository.
 */
final class LoginTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    private final Reference any;
    private final HttpClient http;

    LoginTrial(RegistrySettings settings, Reference any) {
        this.any = any;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .proxy(ProxySelector.getDefault())
                .followRedirects(HttpClient.Redirect.NORMAL);
        try {
            trust(settings, any.registry()).ifPresent(builder::sslContext);
        } catch (IOException | GeneralSecurityException e) {
            throw RegistryFailure.unreachable(any, e);
        }
        this.http = builder.build();
    }

    /** The status that tells: 200 for a user who is known. */
    int answer(URI root, String user, String password) throws InterruptedException {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpResponse<Void> first = get(root, Optional.empty());
        String challenge = first.headers().firstValue("www-authenticate").orElse("");
        if (first.statusCode() != 401) {
            return first.statusCode();
        }
        if (!challenge.regionMatches(true, 0, "Bearer", 0, 6)) {
            return get(root, Optional.of(basic)).statusCode();
        }
        String realm = "";
        String service = "";
        Matcher parameter = PARAMETER.matcher(challenge);
        while (parameter.find()) {
            realm = parameter.group(1).equals("realm") ? parameter.group(2) : realm;
            service = parameter.group(1).equals("service") ? parameter.group(2) : service;
        }
        URI token = URI.create(realm + (realm.contains("?") ? "&" : "?") + "service=" + encoded(service) + "&account="
                + encoded(user) + "&client_id=jstack");
        return get(token, Optional.of(basic)).statusCode();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<Void> get(URI uri, Optional<String> authorization) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).GET();
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw RegistryFailure.unreachable(any, e);
        }
    }

    /** Other certificates than the system's, where there are any. */
    private static Optional<SSLContext> trust(RegistrySettings settings, String registry)
            throws IOException, GeneralSecurityException {
        Optional<Path> authority = settings.authority(registry);
        TrustManager[] managers;
        if (settings.isInsecure(registry)) {
            managers = new TrustManager[] {new AnyCertificate()};
        } else if (authority.isPresent()) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            try (InputStream in = Files.newInputStream(authority.get())) {
                for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("ca" + number++, one);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            managers = factory.getTrustManagers();
        } else {
            return Optional.empty();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return Optional.of(context);
    }

    /** Of a registry that a setting calls insecure. */
    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("a client asks for no client's certificate");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // that is what the setting says
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
