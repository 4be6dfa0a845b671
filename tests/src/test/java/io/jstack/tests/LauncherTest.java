package io.jstack.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first use in a fresh clone, where it cannot succeed: programs in front of PATH say what another machine would say. */
class LauncherTest {
    @TempDir
    Path clone;

    @BeforeEach
    void copyTheLauncher() throws IOException {
        Files.copy(Scenario.repository().resolve("jstack"), clone.resolve("jstack"));
        Files.createDirectory(clone.resolve("bin"));
        for (Path path : List.of(clone, clone.resolve("bin"), clone.resolve("jstack"))) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @ParameterizedTest(name = "{0} {1} on {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    Linux|5.10.0-30-amd64|x86_64|kernel-unsupported: this is Linux 5.10.0-30-amd64, and jstack needs 5.12 or later
                    Linux|4.19|x86_64|kernel-unsupported: this is Linux 4.19, and jstack needs 5.12 or later
                    Linux|6.1.0-37-arm64|aarch64|architecture-unsupported: this is aarch64, and only x86_64 was tested
                    Darwin|24.5.0|x86_64|system-unsupported: this is Darwin, and jstack drives the Linux kernel
                    """)
    void anotherMachineIsRefusedByNameAndNothingIsMade(String system, String release, String machine, String refusal)
            throws Exception {
        program(
                "uname",
                "case $1 in -s) echo %s ;; -r) echo %s ;; -m) echo %s ;; esac".formatted(system, release, machine));
        Set<String> before = files();

        Ended launcher = run(List.of());

        assertThat(launcher.said()).startsWith("jstack: " + refusal + "\n").contains("\n  try: ");
        assertThat(launcher.exitCode()).isEqualTo(1);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    @Tag("root")
    void withoutRootMissingPackagesAreNamedWithTheCommandThatInstallsThem() throws Exception {
        program("mvn", "exit 1");
        Files.setAttribute(clone, "unix:uid", 65534);

        Ended launcher = run(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

        assertThat(launcher.said())
                .startsWith("jstack: packages-missing:\n")
                .contains("\n  maven: Maven 3.8 or later, to build\n")
                .containsPattern("\n  try: sudo apt-get install --no-install-recommends( \\S+)* maven")
                .doesNotContain("building");
        assertThat(launcher.exitCode()).isEqualTo(1);
    }

    private void program(String name, String body) throws IOException {
        Path file = Files.writeString(clone.resolve("bin").resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(clone)) {
            return all.map(path -> clone.relativize(path).toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private record Ended(int exitCode, String said) {}

    private Ended run(List<String> before) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(before);
        words.add(clone.resolve("jstack").toString());
        words.add("version");
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("PATH", clone.resolve("bin") + ":" + System.getenv("PATH"));
        // a JVM of nobody's would leave a directory in /tmp
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:-UsePerfData");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), said);
    }
}
