package io.jstack.images.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives out tokens as docs.docker.com/registry/spec/auth/token describes: a JWT signed by the key of a certificate it carries. */
final class TokenServer implements AutoCloseable {
    static final String USER = "me";
    static final String PASSWORD = "myPassword";

    private final HttpServer server;
    private final PrivateKey key;
    private final String certificate;
    /** The scopes that were asked for, in order. */
    final List<String> scopes = new CopyOnWriteArrayList<>();

    private TokenServer(HttpServer server, PrivateKey key, String certificate) {
        this.server = server;
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * Starts one.
     *
     * @param pem of a key without password, PKCS 8
     */
    static TokenServer start(Path pem, Path certificate) throws IOException, GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body(pem))));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TokenServer tokens = new TokenServer(server, key, body(certificate));
        server.createContext("/token", tokens::answer);
        server.start();
        return tokens;
    }

    private static String body(Path pem) throws IOException {
        return Files.readString(pem).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    }

    String realm() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String basic = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        boolean known = given.equals("Basic " + basic);
        byte[] body = (known ? "{\"token\":\"" + token(query) + "\",\"expires_in\":300}" : "{}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(known ? 200 : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String token(String query) {
        String access = "";
        for (String part : query.split("&", -1)) {
            if (part.startsWith("scope=repository:")) {
                String scope = part.substring("scope=".length());
                scopes.add(scope);
                String[] words = scope.split(":", 3);
                access = "{\"type\":\"repository\",\"name\":\"%s\",\"actions\":[\"%s\"]}"
                        .formatted(words[1], words[2].replace(",", "\",\""));
            }
        }
        long now = Instant.now().getEpochSecond();
        String header = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + certificate + "\"]}";
        String claims =
                "{\"iss\":\"test\",\"sub\":\"me\",\"aud\":\"registry\",\"exp\":%d,\"nbf\":%d,\"iat\":%d,\"jti\":\"%d\",\"access\":[%s]}"
                        .formatted(now + 300, now - 10, now, System.nanoTime(), access);
        String signed =
                url(header.getBytes(StandardCharsets.UTF_8)) + "." + url(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + url(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
