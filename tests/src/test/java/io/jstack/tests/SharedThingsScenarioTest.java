package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.absent;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Networks and volumes made by hand, which several stacks share. */
@Tag("root")
@ExtendWith(CleanHost.class)
class SharedThingsScenarioTest {
    /** Two stacks had one address for both their {@code web}, and their names in each other's place. */
    @Test
    void twoStacksShareANetworkAndAVolumeAndKeepTheirOwnAddresses() {
        Scenario one = Scenario.of("shared-network", "stacks on a network made by hand must find each other")
                .with("COMPOSE_PROJECT_NAME", "one");
        Scenario two = Scenario.of("shared-network", "the other stack").with("COMPOSE_PROJECT_NAME", "two");
        try {
            one.step("a network", jstackPrints(id -> assertThat(id.strip()).hasSize(64), "network", "create", "shared"))
                    .step("the name is taken", jstackFails(1, List.of("name-taken"), "network", "create", "shared"))
                    .step("a volume", jstack("volume", "create", "kept"))
                    .step("up", jstack("up", "-d"), running("web", 1));
            two.step("up", jstack("up", "-d"), running("web", 1))
                    .then(
                            "it sees both, at two addresses",
                            inside(
                                    "web",
                                    hosts -> {
                                        String mine = addressOf("two-web-1", hosts);
                                        assertThat(mine).isNotEqualTo(addressOf("one-web-1", hosts));
                                    },
                                    "cat",
                                    "/etc/hosts"))
                    .then(
                            "and what the other wrote",
                            inside("web", said -> assertThat(said).contains("0%"), "ping", "-c", "1", "one-web-1"));
            one.step("in use", jstackFails(1, List.of("in-use", "one-web-1", "two-web-1"), "network", "rm", "shared"))
                    .step("in use", jstackFails(1, List.of("one-web-1"), "volume", "rm", "kept"));
            two.step("down", jstack("down"), absent("web"));
            one.then(
                    "its name is gone",
                    inside("web", hosts -> assertThat(hosts).doesNotContain("two-web-1"), "cat", "/etc/hosts"));
        } finally {
            two.step("down", jstack("down"));
            one.step("down", jstack("down"))
                    .step(
                            "both are still listed",
                            jstackPrints(
                                    names -> assertThat(names).contains("shared"),
                                    "network",
                                    "ls",
                                    "--format",
                                    "{{.Name}}"))
                    .step("the network goes", jstack("network", "rm", "shared"))
                    .step("the volume goes", jstack("volume", "prune", "-a", "-f"))
                    .step(
                            "and is gone",
                            jstackPrints(names -> assertThat(names).doesNotContain("kept"), "volume", "ls", "-q"));
        }
    }

    private static String addressOf(String name, String hosts) {
        return hosts.lines()
                .filter(line -> List.of(line.split("\\s+", -1)).contains(name))
                .map(line -> line.split("\\s+", -1)[0])
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in\n" + hosts));
    }
}
