package io.jstack.orchestrator.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files nobody means well: each is refused with a message, soon, and never with a stack trace. */
class HostileInputTest {
    private static final String SAMPLE = """
            name: shop
            x-common: &common
              restart: unless-stopped
              environment: &env {TZ: "${TZ:-UTC}", LEVEL: 1.10}
              logging: {driver: json-file, options: {max-size: "10m", max-file: 3}}
            services:
              web:
                <<: *common
                image: nginx:${TAG:-1.27}
                ports: ["127.0.0.1:8080:80", {target: 443, published: "8443", protocol: tcp}]
                depends_on: {db: {condition: service_healthy, restart: true}, cache: {condition: service_started}}
                command: nginx -g "daemon off;"
                healthcheck: {test: [CMD, curl, -f, localhost], interval: 1m30s, retries: 3, start_period: 10s}
                networks: {front: {aliases: [www], ipv4_address: 10.1.0.5}, default: }
                configs: [{source: conf, target: /etc/c, mode: 0440}]
                deploy: {replicas: 2, resources: {limits: {cpus: "0.5", memory: 64M}}}
                extra_hosts: ["h:1.2.3.4", "g:host-gateway"]
                ulimits: {nofile: {soft: 1, hard: 2}, nproc: 5}
              db:
                extends: {service: base}
                image: postgres:17
                environment: {<<: *env, POSTGRES_PASSWORD_FILE: /run/secrets/pw}
                secrets: [pw]
                volumes: ["data:/var/lib/data", "./init:/init:ro", {type: tmpfs, target: /t, tmpfs: {size: 1m}}]
              cache: {build: {context: ., args: [A=1, B]}, tmpfs: "/run:size=1m", profiles: []}
              base: {image: x, cap_drop: [ALL], stop_grace_period: 1m}
            networks: {front: {ipam: {config: [{subnet: 10.1.0.0/24}]}}}
            volumes: {data: {labels: [a=b]}}
            configs: {conf: {content: "a=$$b"}}
            secrets: {pw: {file: ./pw.txt}}
            """;
    private static final String[] VALUES = {
        "null",
        "\"\"",
        "[]",
        "{}",
        "true",
        "1",
        "1.5",
        "-1",
        "abc",
        "[a, b]",
        "{a: b}",
        "${X",
        "${X:?no}",
        "*env",
        "&env",
        "!reset",
        "!override [a]",
        "0x10",
        "2001-01-01",
        "'",
        "\"",
        "|",
        ">",
        "- a",
        "? a",
        "<<: *env",
        "\t",
        "\u0001",
        "9999999999999999999",
        "10s",
        "::",
        "[[[[",
        "%",
        "@",
        "`",
        "#",
        "a: b: c"
    };

    @TempDir
    private Path path;

    private StackFolder folder = new StackFolder(Path.of("/"));

    @BeforeEach
    void open() {
        folder = new StackFolder(path);
    }

    @Test
    void theSampleItselfIsFine() {
        folder.write("compose.yaml", SAMPLE);
        assertThat(StackLoader.load(folder.request()).stack().services()).hasSize(4);
    }

    @Test
    void aThousandMutantsAreLoadedOrRefusedButNeverThrown() {
        mutants(1000, 1);
    }

    @Test
    @Tag("long")
    void twentyThousandMutantsAreLoadedOrRefusedButNeverThrown() {
        mutants(20_000, 2);
    }

    private void mutants(int count, long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < count; i++) {
            String mutant = SAMPLE;
            for (int n = random.nextInt(3); n >= 0; n--) {
                mutant = mutate(mutant, random);
            }
            folder.write("compose.yaml", mutant);
            long start = System.nanoTime();
            long before = allocated();
            try {
                StackLoader.load(folder.request());
            } catch (JstackException wrong) {
                refused++;
                assertThat(wrong.problems()).as(mutant).isNotEmpty();
                assertThat(wrong.problems())
                        .as(mutant)
                        .allMatch(problem -> !problem.message().isBlank());
            } catch (RuntimeException | StackOverflowError bug) {
                throw new AssertionError("seed " + seed + ", mutant " + i + ":\n" + mutant, bug);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(mutant).isLessThan(Duration.ofSeconds(2));
            assertThat(allocated() - before).as(mutant).isLessThan(256L << 20);
        }
        assertThat(refused).isBetween(count / 10, count - 1);
    }

    /** More than was ever held at once: everything this thread has allocated. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static String mutate(String text, Random random) {
        if (random.nextInt(10) == 0) {
            return withByte(text, random);
        }
        List<String> lines = text.lines().collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        String value = VALUES[random.nextInt(VALUES.length)];
        int colon = line.indexOf(": ", random.nextInt(line.length() + 1));
        switch (random.nextInt(7)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 2 -> lines.set(at, colon < 0 ? value : line.substring(0, colon + 2) + value);
            case 3 -> lines.set(at, " ".repeat(random.nextInt(3)) + line);
            case 4 -> {
                int cut = random.nextInt(line.length() + 1);
                lines.set(at, line.substring(0, cut) + value + line.substring(cut));
            }
            case 5 -> {
                int cut = random.nextInt(line.length() + 1);
                lines.set(at, line.substring(0, cut) + line.substring(Math.min(line.length(), cut + 1)));
            }
            default -> lines.set(at, line.replaceFirst("[\\[\\]{}:,\"]", Matcher.quoteReplacement(value)));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String withByte(String text, Random random) {
        char[] letters = text.toCharArray();
        letters[random.nextInt(letters.length)] = (char) random.nextInt(random.nextInt(20) == 0 ? 0x3000 : 128);
        return new String(letters);
    }

    @Test
    void filesThatNeverEndOrAreNoneAreRefusedUnread() throws IOException {
        for (String name : List.of("/dev/zero", "/dev/random", ".", "/proc/self/mem")) {
            assertThatThrownBy(() -> folder.config(name)).as(name).isInstanceOf(JstackException.class);
        }
        Files.write(path.resolve("big.yaml"), new byte[9 << 20]);
        assertThatThrownBy(() -> folder.config("big.yaml")).hasMessageContaining("larger than 8 MiB");
        folder.write("compose.yaml", "services: {a: {image: x, env_file: /dev/zero}}");
        assertThatThrownBy(folder::config).hasMessageContaining("/dev/zero is not a regular file");
    }

    @Test
    void longValuesAreCutInMessages() {
        folder.write("compose.yaml", "services: {a: {image: x, scale: " + "9".repeat(100_000) + "}}");
        assertThatThrownBy(folder::config)
                .satisfies(
                        wrong -> assertThat(String.valueOf(wrong.getMessage())).hasSizeLessThan(2_000));
    }

    @Test
    void aLongChainOfServicesIsLegalAndAnEndlessOneIsNot() {
        StringBuilder chain = new StringBuilder("services:\n  s0: {image: x}\n  d0: {image: x}\n");
        for (int i = 1; i < 900; i++) {
            chain.append("  s").append(i).append(": {extends: s").append(i - 1).append("}\n");
            chain.append("  d")
                    .append(i)
                    .append(": {image: x, depends_on: [d")
                    .append(i - 1)
                    .append("]}\n");
        }
        folder.write("compose.yaml", chain.toString());
        assertThat(folder.config().tree().map("services").orElseThrow().keys()).hasSize(1800);
    }

    @Test
    void aMillionPortsAreNotWorthTheMemory() {
        folder.write("compose.yaml", """
                x-p: &p {image: x, ports: ["1-65535:1-65535", "1-65535:1-65535/udp"]}
                services: {a: *p, b: *p, c: *p}
                """);
        assertThatThrownBy(folder::config).hasMessageContaining("ports in one file");
    }

    @Test
    void theSameModelHoweverItIsWritten() {
        folder.write("compose.yaml", SAMPLE);
        Map<String, String> hashes = hashes();
        folder.write(
                "compose.yaml",
                "# a comment\n"
                        + SAMPLE.replace("nginx:${TAG:-1.27}", "\"nginx:${TAG:-1.27}\" # quoted")
                                .replace("{soft: 1, hard: 2}", "{hard: 2, soft: 1}")
                                .replace("interval: 1m30s", "interval: 90s")
                                .replace("memory: 64M", "memory: \"67108864\""));
        assertThat(hashes()).isEqualTo(hashes);
        folder.write(
                "compose.yaml",
                new String(folder.config().yaml().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        assertThat(hashes()).isEqualTo(hashes);
    }

    private Map<String, String> hashes() {
        return StackLoader.load(folder.request()).stack().services().entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().hash()));
    }
}
