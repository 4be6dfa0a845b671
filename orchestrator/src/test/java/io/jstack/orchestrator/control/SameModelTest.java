package io.jstack.orchestrator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.RandomWriting;
import io.jstack.orchestrator.stack.StackLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However one model is written, what runs is left alone: the hashes are the same, and the plan is empty. */
class SameModelTest {
    private static final String SAMPLE = """
            name: shop
            x-common: &common
              restart: unless-stopped
              environment: &env {TZ: "${TZ:-UTC}", LEVEL: 1.10, SPELLED: 0755, DOLLAR: "a$$b", QUOTE: "it's \\"so\\""}
              logging: {driver: json-file, options: {max-size: "10m", max-file: 3}}
            services:
              web:
                <<: *common
                image: nginx:${TAG:-1.27}
                ports: ["127.0.0.1:8080:80", {target: 443, published: "8443", protocol: tcp}, "9000-9002:90-92"]
                depends_on: {db: {condition: service_healthy, restart: true}, cache: {condition: service_started}}
                command: nginx -g "daemon off;"
                healthcheck: {test: [CMD, curl, -f, localhost], interval: 1m30s, retries: 3, start_period: 10s}
                networks: {front: {aliases: [www], ipv4_address: 10.1.0.5}, default: }
                configs: [{source: conf, target: /etc/c, mode: 0440}]
                deploy: {replicas: 1, resources: {limits: {cpus: "0.5", memory: 64M}}}
                extra_hosts: ["h:1.2.3.4", "g:host-gateway"]
                ulimits: {nofile: {soft: 1, hard: 2}, nproc: 5}
              db:
                image: postgres:17
                cap_drop: [ALL]
                stop_grace_period: 1m
                environment: {<<: *env, POSTGRES_PASSWORD_FILE: /run/secrets/pw}
                healthcheck: {test: pg_isready}
                secrets: [pw]
                volumes: ["data:/var/lib/data", "./init:/init:ro", {type: tmpfs, target: /t, tmpfs: {size: 1m}}]
              cache: {image: redis, tmpfs: "/run:size=1m", sysctls: [net.core.somaxconn=10], labels: [a=b, com.example.c=d]}
            networks: {front: {ipam: {config: [{subnet: 10.1.0.0/24}]}}}
            volumes: {data: {labels: [a=b]}}
            configs: {conf: {content: "a=$$b"}}
            secrets: {pw: {file: ./pw.txt}}
            """;

    @TempDir
    private Path folder = Path.of("/");

    private Stack load(String... texts) throws IOException {
        String[] names = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            names[i] = i + ".yaml";
            Files.writeString(folder.resolve(names[i]), texts[i]);
        }
        return StackLoader.load(LoadRequest.in(folder, Map.of()).withFiles(List.of(names)))
                .stack();
    }

    private static Map<String, String> hashes(Stack stack) {
        Map<String, String> hashes = new java.util.TreeMap<>();
        stack.services().forEach((name, service) -> hashes.put(name, service.hash()));
        return hashes;
    }

    private String canonical() throws IOException {
        Files.writeString(folder.resolve("0.yaml"), SAMPLE);
        return StackLoader.canonical(LoadRequest.in(folder, Map.of()).withFiles(List.of("0.yaml")))
                .yaml();
    }

    @Test
    void anotherOrderOtherQuotesCommentsAndMergeKeysAreTheSame() throws IOException {
        harmless(200, 1);
    }

    @Test
    @Tag("long")
    void twoThousandWritingsAreTheSame() throws IOException {
        harmless(2_000, 2);
    }

    private void harmless(int count, long seed) throws IOException {
        Random random = new Random(seed);
        String longForms = canonical();
        Map<String, String> meant = hashes(load(SAMPLE));
        for (int i = 0; i < count; i++) {
            String[] texts = i % 2 == 0
                    ? new String[] {RandomWriting.of(i % 4 == 0 ? SAMPLE : longForms, random)}
                    : RandomWriting.split(longForms, random).toArray(String[]::new);
            assertThat(hashes(load(texts))).as(String.join("\n=====\n", texts)).isEqualTo(meant);
        }
    }

    @Test
    void thePlanIsEmptyHoweverTheFileIsWritten() throws IOException {
        Bench bench = new Bench();
        Files.writeString(folder.resolve("pw.txt"), "secret");
        bench.up(load(SAMPLE));
        Random random = new Random(3);
        String longForms = canonical();
        for (int i = 0; i < 10; i++) {
            assertThat(plan(bench, load(RandomWriting.of(SAMPLE, random)))).isEmpty();
            assertThat(plan(bench, load(RandomWriting.of(longForms, random)))).isEmpty();
            assertThat(plan(bench, load(RandomWriting.split(longForms, random).toArray(String[]::new))))
                    .isEmpty();
        }
        assertThat(plan(bench, load(SAMPLE.replace("LEVEL: 1.10", "LEVEL: 1.11"))))
                .isNotEmpty();
    }

    private static List<?> plan(Bench bench, Stack stack) {
        return bench.get(bench.desk.plan(stack, UpOptions.DEFAULT)).changes();
    }
}
