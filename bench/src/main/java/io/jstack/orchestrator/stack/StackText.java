package io.jstack.orchestrator.stack;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A stack file as people write them, of any number of services: anchors, health checks, dependencies, ports, volumes, two networks. */
public final class StackText {
    private StackText() {}

    public static LoadedStack load(int services) {
        return StackLoader.load(request(services));
    }

    static LoadRequest request(int services) {
        return LoadRequest.in(Path.of("/"), Map.of("TAG", "1.0"))
                .withFiles(List.of("-"))
                .withStdin(text(services).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(int services) {
        StringBuilder text = new StringBuilder("""
                name: large
                x-common: &common
                  image: "registry.example/app:${TAG:-1.0}"
                  restart: unless-stopped
                  healthcheck: {test: [CMD, "true"], interval: 30s, retries: 3}
                  deploy: {resources: {limits: {cpus: "0.5", memory: 64M}}}
                networks: {front: , back: }
                volumes: {data: }
                services:
                """);
        for (int i = 1; i <= services; i++) {
            text.append("""
                      s%d:
                        <<: *common
                        environment: {NUMBER: "%d", LEVEL: info}
                        ports: ["127.0.0.1:%d:80"]
                        volumes: ["data:/data"]
                        networks: {front: {aliases: [a%d]}, back: }
                        labels: {com.example.number: "%d"}
                    """.formatted(i, i, 10_000 + i, i, i));
            if (i % 10 != 1) {
                text.append("    depends_on: {s%d: {condition: service_healthy}}\n".formatted(i - 1));
            }
        }
        return text.toString();
    }
}
