package io.jstack.images.distro;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
    private static final DebianSuite TRIXIE = DebianSuite.of("trixie-slim").orElseThrow();

    @TempDir
    Path apt;

    @Test
    void aStanzaGivesItsMirrorToAnotherRelease() throws Exception {
        Files.createDirectory(apt.resolve("sources.list.d"));
        Files.writeString(apt.resolve("sources.list.d/debian.sources"), """
                Types: deb
                # a snapshot
                URIs: http://mirror.example/debian
                Suites: bookworm bookworm-updates
                Components: main

                Types: deb
                URIs: http://mirror.example/sec
                Suites: bookworm-security
                Components: main
                """);
        Files.writeString(
                apt.resolve("sources.list.d/other.list"), "deb [arch=amd64] https://other.example stable contrib\n");
        assertThat(AptSources.read(apt).linesFor(TRIXIE))
                .containsExactly(
                        "deb http://mirror.example/debian trixie main",
                        "deb http://mirror.example/debian trixie-updates main",
                        "deb http://mirror.example/sec trixie-security main");
    }

    @Test
    void aListGivesItsMirrorToo() throws Exception {
        Files.writeString(
                apt.resolve("sources.list"), "# first\ndeb [signed-by=/x.gpg] http://m.example/d bookworm main\n");
        assertThat(AptSources.read(apt).linesFor(TRIXIE)).contains("deb http://m.example/d trixie main");
    }

    @Test
    void withoutSourcesDebiansOwnMirrorIsTaken() {
        assertThat(AptSources.read(apt).linesFor(DebianSuite.of("sid").orElseThrow()))
                .containsExactly("deb http://deb.debian.org/debian sid main");
    }
}
