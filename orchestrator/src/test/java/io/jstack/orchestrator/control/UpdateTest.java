package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.FailureAction;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.Order;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code deploy.update_config}. */
class UpdateTest {
    private final Bench bench = new Bench();

    private static Stack web(String command, Order order, FailureAction action) {
        return stack("shop", service("web").replicas(3).update(order, 1, action).command(command));
    }

    private List<ContainerId> ids() {
        return List.of(bench.engine.id("web-1"), bench.engine.id("web-2"), bench.engine.id("web-3"));
    }

    private void upFails(Stack stack) {
        assertThatThrownBy(() -> bench.up(stack)).isInstanceOf(JstackException.class);
    }

    @Test
    void startFirstSwitchesThePortsBeforeTheOldOneIsStopped() {
        bench.up(stack("shop", service("web").port(80, 80).update(Order.START_FIRST, 1, FailureAction.PAUSE)));
        bench.engine.calls();

        bench.up(stack(
                "shop", service("web").port(80, 80).command("new").update(Order.START_FIRST, 1, FailureAction.PAUSE)));

        assertThat(bench.engine.calls())
                .filteredOn(call -> call.endsWith("web-1"))
                .containsExactly("create web-1", "start web-1", "switch ports of web-1", "stop web-1", "remove web-1");
        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void aNewContainerThatIsNeverHealthyLeavesTheOldOneServing() {
        Stack before = stack(
                "shop",
                service("web")
                        .healthcheck(Duration.ofSeconds(1), 2, Duration.ZERO)
                        .update(Order.START_FIRST, 1, FailureAction.PAUSE));
        bench.up(before);
        bench.advance(Duration.ofSeconds(1));
        ContainerId old = bench.engine.id("web-1");
        bench.engine.probesAnswer(service -> new CommandResult(1, "no", false));

        upFails(stack(
                "shop",
                service("web")
                        .healthcheck(Duration.ofSeconds(1), 2, Duration.ZERO)
                        .command("new")
                        .update(Order.START_FIRST, 1, FailureAction.PAUSE)));

        assertThat(bench.engine.id("web-1")).isEqualTo(old);
        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void aPausedUpdateLeavesTheRestAsItWasUntilTheNextUp() {
        bench.up(web("old", Order.START_FIRST, FailureAction.PAUSE));
        List<ContainerId> before = ids();
        bench.engine.failing("start web-2");

        upFails(web("new", Order.START_FIRST, FailureAction.PAUSE));
        bench.advance(Duration.ofMinutes(2));

        assertThat(ids().get(0)).isNotEqualTo(before.get(0));
        assertThat(ids().subList(1, 3)).isEqualTo(before.subList(1, 3));
        assertThat(bench.engine.running()).containsExactly("web-1", "web-2", "web-3");

        bench.engine.working("start web-2");
        List<ContainerId> paused = ids();
        bench.up(web("new", Order.START_FIRST, FailureAction.PAUSE));
        assertThat(ids().get(0)).isEqualTo(paused.get(0));
        assertThat(ids().subList(1, 3)).doesNotContainAnyElementsOf(before);
    }

    @Test
    void anUpdateThatContinuesReplacesWhatCanBeReplaced() {
        bench.up(web("old", Order.STOP_FIRST, FailureAction.CONTINUE));
        List<ContainerId> before = ids();
        bench.engine.failing("create web-2");

        upFails(web("new", Order.STOP_FIRST, FailureAction.CONTINUE));

        assertThat(ids().get(0)).isNotEqualTo(before.get(0));
        assertThat(ids().get(1)).isEqualTo(before.get(1));
        assertThat(ids().get(2)).isNotEqualTo(before.get(2));
        assertThat(bench.engine.running()).containsExactly("web-1", "web-2", "web-3");
    }

    @Test
    void anUpdateThatRollsBackPutsBackTheVeryContainers() {
        for (Order order : Order.values()) {
            bench.up(web("old " + order, order, FailureAction.ROLLBACK));
            List<ContainerId> before = ids();
            bench.engine.failing("create web-3");

            upFails(web("new", order, FailureAction.ROLLBACK));
            bench.advance(Duration.ofMinutes(2));

            assertThat(ids()).isEqualTo(before);
            assertThat(bench.engine.running()).containsExactly("web-1", "web-2", "web-3");
            bench.engine.working("create web-3");
        }
    }

    @Test
    void anUpdateThatSucceedsLeavesNoOldContainers() {
        bench.up(web("old", Order.STOP_FIRST, FailureAction.ROLLBACK));
        List<ContainerId> before = ids();

        bench.up(web("new", Order.STOP_FIRST, FailureAction.ROLLBACK));

        assertThat(ids()).doesNotContainAnyElementsOf(before);
        assertThat(bench.engine.all()).hasSize(3);
    }
}
