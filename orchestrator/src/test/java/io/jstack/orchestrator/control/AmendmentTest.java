package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Lifecycle.Restart.Policy;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.Bytes;
import io.jstack.values.ContainerId;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AmendmentTest {
    private static final Stack SHOP =
            stack("shop", service("web").containerName("web"), service("many").replicas(2));

    private final Bench bench = new Bench();

    private ContainerId id(String replica) {
        return bench.ps("shop", replica).container().id();
    }

    private Service remembered(String service) {
        return Objects.requireNonNull(
                bench.get(bench.desk.stack("shop")).orElseThrow().services().get(service));
    }

    @Test
    void aContainerThatIsRenamedKeepsItsNameWhenItIsMadeAnew() {
        bench.up(SHOP);
        ContainerId web = id("web-1");
        bench.engine.calls();
        bench.command("shop", commands -> commands.rename(web, "old-web"));
        assertThat(bench.engine.calls()).containsExactly("rename web-1 old-web", "remember shop");
        assertThat(remembered("web").containerName()).contains("old-web");
        assertThat(bench.get(bench.desk.drift("shop")).changes()).isEmpty();
    }

    @Test
    void limitsAndTheRuleOfRestartingAreRemembered() {
        bench.up(SHOP);
        Lifecycle.Restart always = new Lifecycle.Restart(Policy.ALWAYS, Optional.empty(), Optional.empty());
        Resources limits = limited(remembered("web").resources());
        ContainerId web = id("web-1");
        bench.engine.calls();
        bench.command("shop", commands -> commands.limit(web, limits, Optional.of(always)));
        assertThat(bench.engine.calls()).containsExactly("limit web-1", "remember shop");
        assertThat(remembered("web").resources()).isEqualTo(limits);
        assertThat(remembered("web").lifecycle().restart()).contains(always);
    }

    @Test
    void oneOfSeveralIsChangedAlone() {
        bench.up(SHOP);
        Service before = remembered("many");
        ContainerId second = id("many-2");
        bench.engine.calls();
        bench.command("shop", commands -> commands.limit(second, limited(before.resources()), Optional.empty()));
        assertThat(bench.engine.calls()).containsExactly("limit many-2");
        assertThat(remembered("many")).isEqualTo(before);
    }

    private static Resources limited(Resources none) {
        return new Resources(
                Optional.of(new Bytes(1 << 26)),
                none.memoryReservation(),
                none.memorySwap(),
                none.memorySwappiness(),
                none.oomKillDisable(),
                none.oomScoreAdjust(),
                none.cpus(),
                none.cpuShares(),
                none.cpuQuota(),
                none.cpuPeriod(),
                none.cpuset(),
                none.pids(),
                none.blockIo(),
                none.ulimits(),
                none.gpus());
    }
}
