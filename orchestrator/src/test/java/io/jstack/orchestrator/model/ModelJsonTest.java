package io.jstack.orchestrator.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.values.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelJsonTest {
    @Test
    void aStackComesBackAsItWas() throws Exception {
        Stack stack = stack(new FileSource.FromFile(Path.of("/srv/token")));

        String json = ModelJson.mapper().writeValueAsString(stack);

        assertThat(ModelJson.mapper().readValue(json, Stack.class)).isEqualTo(stack);
    }

    @Test
    void theValueOfAnEnvironmentSecretIsNotWritten() throws Exception {
        String json = ModelJson.mapper()
                .writeValueAsString(stack(new FileSource.FromEnvironment("TOKEN", Optional.of("hunter2"))));

        assertThat(json).contains("TOKEN").doesNotContain("hunter2");
        FileSource read =
                ModelJson.mapper().readValue(json, Stack.class).secrets().get("token");
        assertThat(read).isInstanceOf(FileSource.FromEnvironment.class);
    }

    private static Stack stack(FileSource secret) {
        Service web = new Service(
                "web",
                2,
                Optional.empty(),
                new ImageUse("web:1", Optional.empty(), ImageUse.PullPolicy.UNSET, Optional.empty(), Optional.empty()),
                new Execution(
                        Optional.empty(),
                        Optional.of(List.of("serve")),
                        Map.of("A", "1"),
                        Optional.empty(),
                        Optional.of("1000"),
                        List.of(),
                        false,
                        false,
                        false,
                        true),
                List.of(new Dependency("db", Dependency.Condition.HEALTHY, false, true)),
                new Connectivity(
                        new NetworkMode.OfService("db"),
                        List.of(),
                        List.of(new PublishedPort(
                                Optional.of("127.0.0.1"),
                                Optional.of(new PublishedPort.PortRange(8080, 8080)),
                                80,
                                "tcp",
                                Optional.empty())),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new Storage(
                        List.of(
                                new Mount.Named("data", "/data", false, Optional.empty(), false),
                                new Mount.Bind(
                                        Path.of("/srv"), "/srv", true, true, Optional.empty(), Optional.empty())),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.of(new Bytes(1 << 26)),
                        false),
                Optional.of(new Healthcheck(
                        Optional.of(List.of("CMD", "true")),
                        Optional.of(Duration.ofMillis(1500)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false)),
                new Lifecycle(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(3)),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()),
                new Resources(
                        Optional.of(new Bytes(1 << 28)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.of(0.5),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        false),
                new Security(
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Logging.DEFAULT,
                Map.of(),
                Map.of(),
                new Extension(
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Extension.Probe.Tcp(80))),
                "sha256:0");
        return new Stack(
                "shop",
                Path.of("/srv/shop"),
                List.of(Path.of("/srv/shop/stack.yaml")),
                Map.of("web", web),
                Set.of("debug"),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("token", secret),
                Extension.NONE);
    }
}
