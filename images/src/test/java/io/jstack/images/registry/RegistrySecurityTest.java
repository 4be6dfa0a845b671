package io.jstack.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, tokens, logging in and mirrors, against Debian's own registry. */
@Tag("root")
class RegistrySecurityTest {
    @TempDir
    Path dir;

    private Path key;
    private Path certificate;
    private Path config;

    @BeforeEach
    void aCertificateOfLoopback() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        key = dir.resolve("key.pem");
        certificate = dir.resolve("cert.pem");
        config = dir.resolve("home/.docker/config.json");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=test",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("openssl.log").toFile())
                .start();
        assertThat(openssl.waitFor()).isZero();
    }

    private static Image image(ImageStore store, String name) {
        byte[] tar = new TarBuilder(1_000).file("etc/motd", 0644, "hello").toBytes();
        return new TarImport(store, ImageProgress.SILENT)
                .read(
                        RootTar.of(new ByteArrayInputStream(tar)),
                        List.of(Reference.parse(name)),
                        ContainerDefaults.empty(),
                        "test");
    }

    private static void roundTrip(RegistrySettings settings, ImageStore here, ImageStore there, Reference name)
            throws InterruptedException {
        Image image = image(here, name.familiar());
        Digest digest = new RegistryPush(here, settings).push(name, ImageProgress.SILENT);
        try (RegistryPull pull = new RegistryPull(there, settings)) {
            Image pulled = pull.pull(name, Platform.host(), ImageProgress.SILENT);
            assertThat(pulled.id()).isEqualTo(image.id());
            assertThat(there.find(name.withDigest(digest))).contains(pulled);
        }
    }

    @Test
    void tlsIsVerifiedByTheSystemOrByTheCertificateKeptForTheRegistry() throws Exception {
        try (DockerRegistry registry = DockerRegistry.startTls(dir, certificate, key);
                ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"))) {
            Reference name = Reference.parse(registry.address() + "/app:1");
            image(here, name.familiar());
            RegistrySettings plain = new RegistrySettings(Set.of(), List.of(config));
            assertThatThrownBy(() -> new RegistryPush(here, plain).push(name, ImageProgress.SILENT))
                    .isInstanceOfSatisfying(
                            JstackException.class,
                            e -> assertThat(e.code()).isEqualTo(ImageError.REGISTRY_UNREACHABLE));

            Path certificates = dir.resolve("certs.d");
            Files.createDirectories(certificates.resolve(registry.address()));
            Files.copy(certificate, certificates.resolve(registry.address()).resolve("ca.crt"));
            roundTrip(
                    new RegistrySettings(Set.of(), List.of(), List.of(certificates), List.of(config)),
                    here,
                    there,
                    name);
            roundTrip(
                    new RegistrySettings(Set.of(registry.address()), List.of(config)), here, there, name.withTag("2"));
        }
    }

    @Test
    void loginIsTriedKeptUsedAndForgotten() throws Exception {
        try (TokenServer tokens = TokenServer.start(key, certificate);
                DockerRegistry registry = DockerRegistry.start(
                        dir,
                        "auth: {token: {realm: '%s', service: registry, issuer: test, rootcertbundle: %s}}"
                                .formatted(tokens.realm(), certificate));
                ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"))) {
            RegistrySettings settings = new RegistrySettings(Set.of(), List.of(config));
            RegistryLogin login = new RegistryLogin(settings);
            Reference name = Reference.parse(registry.address() + "/team/app:1");
            assertThatThrownBy(() -> login.login(registry.address(), TokenServer.USER, "wrong"))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.REGISTRY_DENIED));
            assertThat(config).doesNotExist();

            login.login(registry.address(), TokenServer.USER, TokenServer.PASSWORD);
            assertThat(Files.getPosixFilePermissions(config)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            roundTrip(settings, here, there, name);
            assertThat(tokens.scopes)
                    .anyMatch(scope -> scope.startsWith("repository:team/app:") && scope.contains("push"));

            assertThat(login.logout(registry.address())).isTrue();
            assertThat(login.logout(registry.address())).isFalse();
            // tokens that were given before count until they expire
            Reference other = Reference.parse(registry.address() + "/team/other:1");
            try (RegistryPull pull = new RegistryPull(there, settings)) {
                assertThatThrownBy(() -> pull.pull(other, Platform.host(), ImageProgress.SILENT))
                        .isInstanceOfSatisfying(
                                JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.REGISTRY_DENIED));
            }
        }
    }

    @Test
    void credentialHelpersKeepWhatTheyAreTold() throws Exception {
        Files.createDirectories(config.getParent());
        Files.writeString(config, "{\"credHelpers\": {\"r.example\": \"absent\"}, \"other\": 1}");
        CredentialFile file = new CredentialFile(config);
        assertThatThrownBy(() -> file.store("r.example", "u", "p"))
                .isInstanceOf(JstackException.class)
                .hasMessageContaining("docker-credential-absent");
        file.store("s.example", "u", "p");
        assertThat(config)
                .content()
                .contains("\"s.example\"", "\"dTpw\"", "\"other\" : 1", "\"r.example\" : \"absent\"");
    }

    @Test
    void aMirrorOfDockerHubIsAskedFirst() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(dir, "");
                ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"))) {
            Reference there1 = Reference.parse(registry.address() + "/library/app:1");
            RegistrySettings settings = new RegistrySettings(
                    Set.of(),
                    List.of(URI.create("http://127.0.0.1:1"), URI.create("http://" + registry.address())),
                    List.of(),
                    List.of(config));
            Image image = image(here, there1.familiar());
            new RegistryPush(here, settings).push(there1, ImageProgress.SILENT);
            try (RegistryPull pull = new RegistryPull(there, settings)) {
                Image pulled = pull.pull(Reference.parse("app:1"), Platform.host(), ImageProgress.SILENT);
                assertThat(pulled.id()).isEqualTo(image.id());
                assertThat(pulled.references()).containsExactly(Reference.parse("app:1"));
            }
        }
    }

    @Test
    void settingsAreDockersKeys() throws Exception {
        Path file = Files.writeString(
                dir.resolve("daemon.json"),
                "{\"insecure-registries\": [\"r.example:5000\"], \"registry-mirrors\": [\"https://m.example\"]}");
        RegistrySettings settings = RegistrySettings.read(file);
        assertThat(settings.allowsPlain("r.example:5000")).isTrue();
        assertThat(settings.allowsPlain("r.example")).isFalse();
        assertThat(settings.allowsPlain("127.0.0.1:5000")).isTrue();
        assertThat(settings.mirrors()).containsExactly(URI.create("https://m.example"));
        Files.writeString(file, "{");
        assertThatThrownBy(() -> RegistrySettings.read(file)).hasMessageContaining("daemon.json");
    }
}
