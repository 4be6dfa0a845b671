package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each flag of {@code config}. */
class ConfigTest {
    @TempDir
    Path directory;

    private final RecordingStacks engine = new RecordingStacks();

    @BeforeEach
    void aStackFile() throws IOException {
        Files.writeString(directory.resolve(".env"), "TAG=1.27\nMODE=dev\n");
        Files.writeString(directory.resolve("web.env"), "FROM_FILE=1\n");
        Files.writeString(directory.resolve("stack.yaml"), """
                name: shop
                services:
                  web:
                    image: nginx:${TAG:-1.26}
                    env_file: web.env
                    environment: [LEVEL=1, "NOTE=${NOTE:?needed}"]
                    volumes: ["./data:/data", "cache:/cache"]
                    labels: {com.example.role: front}
                    depends_on: [db]
                  db: {image: "postgres${SUFFIX+-x}", profiles: [debug, ops]}
                volumes: {cache: }
                """);
        Files.writeString(directory.resolve("over.yaml"), "services: {web: {environment: {LEVEL: 2}}}\n");
    }

    private FakeTerminal config(int code, String... flags) throws Exception {
        String[] words = new String[flags.length + 3];
        words[0] = "--profile";
        words[1] = "debug";
        words[2] = "config";
        System.arraycopy(flags, 0, words, 3, flags.length);
        FakeTerminal terminal = new FakeTerminal(directory, words).with("NOTE", "n$1");
        int ended = new Commands(engine.stacks(), "0.1.0").run(terminal);
        assertThat(ended).as("%s%s", terminal.shown(), terminal.complained()).isEqualTo(code);
        return terminal;
    }

    @Test
    void theWholeFileIsPrintedAsYamlOrJson() throws Exception {
        assertThat(config(0).shown()).contains("    image: nginx:1.27\n").contains("NOTE: n$$1");
        assertThat(config(0, "--format", "json").shown())
                .contains("\"image\": \"nginx:1.27\"")
                .contains("\"n$$1\"");
        assertThat(config(1, "--format", "xml").complained()).contains("--format does not know xml");
    }

    @Test
    void namesAreListed() throws Exception {
        assertThat(config(0, "--services").shown().lines()).containsExactlyInAnyOrder("web", "db");
        assertThat(config(0, "--volumes").shown()).isEqualTo("cache\n");
        assertThat(config(0, "--networks").shown()).isEqualTo("default\n");
        assertThat(config(0, "--models").shown()).isEmpty();
        assertThat(config(0, "--profiles").shown().lines()).containsExactly("debug", "ops");
        assertThat(config(0, "--images").shown().lines()).containsExactly("nginx:1.27", "postgres");
    }

    @Test
    void onlyTheNamedServicesAndTheirDependenciesArePrinted() throws Exception {
        assertThat(config(0, "--services", "db").shown()).isEqualTo("db\n");
        assertThat(config(0, "--services", "web").shown().lines()).containsExactlyInAnyOrder("web", "db");
    }

    @Test
    void hashesAreThoseTheContainersCarry() throws Exception {
        assertThat(config(0, "--hash", "*").shown().lines())
                .hasSize(2)
                .allMatch(line -> line.matches("(db|web) [0-9a-f]{64}"));
        assertThat(config(0, "--hash", "db").shown()).startsWith("db ");
        assertThat(config(1, "--hash", "nobody").complained()).contains("no such service: nobody");
    }

    @Test
    void phasesAreLeftOut() throws Exception {
        assertThat(config(0, "--no-interpolate").shown()).contains("nginx:${TAG:-1.26}");
        assertThat(config(0, "--no-normalize").shown())
                .doesNotContain("shop_cache")
                .contains("cache:");
        assertThat(config(0, "--no-path-resolution").shown()).contains("source: ./data");
        assertThat(config(0, "--no-env-resolution").shown())
                .contains("env_file")
                .doesNotContain("FROM_FILE");
        Files.writeString(directory.resolve("stack.yaml"), "services: {web: {image: a, networks: [nowhere]}}");
        assertThat(config(0, "--no-consistency").shown()).contains("nowhere");
        assertThat(config(1).complained()).contains("nowhere");
    }

    @Test
    void quietOnlyChecks() throws Exception {
        assertThat(config(0, "-q").shown()).isEmpty();
        Files.writeString(directory.resolve("stack.yaml"), "services: {web: {imgae: a}}");
        assertThat(config(1, "-q").complained()).contains("did you mean image?");
    }

    @Test
    void outputGoesToAFile() throws Exception {
        assertThat(config(0, "-o", "out.yaml").shown()).isEmpty();
        assertThat(Files.readString(directory.resolve("out.yaml"))).contains("nginx:1.27");
        config(0, "--services", "-o", "names");
        assertThat(Files.readString(directory.resolve("names")).lines()).containsExactlyInAnyOrder("web", "db");
    }

    @Test
    void environmentIsWhatTheFileMayUse() throws Exception {
        assertThat(config(0, "--environment").shown().lines())
                .contains("TAG=1.27", "MODE=dev", "NOTE=n$1", "COMPOSE_PROJECT_NAME=shop");
    }

    @Test
    void variablesAreWhatTheFileDoesUse() throws Exception {
        assertThat(config(0, "--variables").shown().lines().map(String::stripTrailing))
                .containsExactly(
                        "NAME     REQUIRED   DEFAULT VALUE   ALTERNATE VALUE",
                        "NOTE     true",
                        "SUFFIX   false                      -x",
                        "TAG      false      1.26");
    }

    @Test
    void explainNamesEveryCandidateAndTheWinner() throws Exception {
        assertThat(config(0, "--explain", "TAG").shown().lines().map(String::strip))
                .containsExactly("* .env:1:1 1.27", "stack.yaml:4:12 1.26");
        assertThat(config(0, "--explain", "NOTE").shown()).isEqualTo("* environment n$1\n");
        assertThat(config(0, "-f", "stack.yaml", "-f", "over.yaml", "--explain", "web.environment.LEVEL")
                        .shown())
                .isEqualTo("  stack.yaml:6:19 LEVEL=1\n* over.yaml:1:39 2\n");
        assertThat(config(0, "--explain", "web.labels.com.example.role").shown())
                .isEqualTo("* stack.yaml:8:32 front\n");
        assertThat(config(0, "--explain", "web.environment.FROM_FILE").shown())
                .contains("web.env:1")
                .startsWith("*");
        assertThat(config(1, "--explain", "web.nothing").complained()).contains("nothing gives web.nothing a value");
    }
}
