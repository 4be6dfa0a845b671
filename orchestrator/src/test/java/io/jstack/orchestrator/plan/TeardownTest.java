package io.jstack.orchestrator.plan;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Stack;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TeardownTest {
    private final Stack shop = stack(
            "shop",
            service("db").on("back").volume("data", "/var/lib/db"),
            service("web").on("back").dependsOn("db", Condition.STARTED).port(8080, 80));

    @Test
    void downGoesBackwards() {
        assertThat(Teardown.plan(Optional.of(shop), Pictures.running(shop), DownOptions.DEFAULT))
                .hasToString("""
                #1 remove web-1 (down)
                #2 remove db-1 (down) after #1 ended
                #3 remove network shop_back (down) after #1, #2
                """);
    }
}
