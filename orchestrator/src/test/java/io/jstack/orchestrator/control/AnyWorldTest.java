package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.Changes;
import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.ServiceBuilder;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Reconciler;
import io.jstack.orchestrator.plan.Wishes;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What must hold of any stack in any world: random ones, always the same ones. The host in memory refuses two live containers of one
 * name or port, and a network removed under its containers, by itself.
 */
class AnyWorldTest {
    private static final int FEW = 300;
    private static final int MANY = 10_000;

    @Test
    void anyStackBecomesTrueAndStaysSo() {
        holds(0, FEW);
    }

    @Test
    @Tag("long")
    void anyOfManyStacksBecomesTrueAndStaysSo() {
        holds(FEW, MANY);
    }

    private static void holds(int from, int to) {
        for (int seed = from; seed < to; seed++) {
            try {
                new Case(seed).holds();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** One random history: up, things happen, up of a changed stack, once with an action that fails. */
    private static final class Case {
        private final Random random;
        private final Bench bench = new Bench();

        private Case(int seed) {
            random = new Random(seed);
            bench.engine.probesAnswer(s -> new CommandResult(0, "", false));
            bench.engine.endsAtOnce(s -> s.startsWith("job") ? Optional.of(ExitStatus.of(0)) : Optional.empty());
        }

        private void holds() {
            Stack first = stackOf(random.nextInt(1, 7));
            bench.up(first);
            startedInOrder(first, bench.engine.calls());
            assertSettled(first);
            Set<String> volumes = bench.engine.observe("p").volumes().keySet();

            disturb();
            if (random.nextBoolean()) {
                bench.advance(Duration.ofSeconds(90));
                assertThat(drift()).isEmpty();
            }
            Stack second = stackOf(random.nextInt(1, 7));
            samePlanWhateverTheOrder(second);
            upWithAFailure(second);
            bench.up(second, UpOptions.DEFAULT.with(UpOptions.Orphans.REMOVE));
            assertSettled(second);
            assertThat(bench.engine.observe("p").volumes().keySet()).containsAll(volumes);

            bench.engine.calls();
            bench.advance(Duration.ofSeconds(60));
            assertThat(bench.engine.calls())
                    .filteredOn(c -> !c.startsWith("probe"))
                    .isEmpty();
        }

        /** On an empty host every dependency with replicas was started before whoever needs it. */
        private static void startedInOrder(Stack stack, List<String> calls) {
            stack.services()
                    .values()
                    .forEach(service -> service.dependsOn().forEach(dependency -> {
                        int theirs = last(calls, "start " + dependency.service() + "-\\d+");
                        int mine = first(calls, "start " + service.name() + "-\\d+");
                        if (theirs >= 0 && mine >= 0) {
                            assertThat(theirs)
                                    .as("%s before %s in %s", dependency.service(), service.name(), calls)
                                    .isLessThan(mine);
                        }
                    }));
        }

        private static int first(List<String> calls, String pattern) {
            return java.util.stream.IntStream.range(0, calls.size())
                    .filter(i -> calls.get(i).matches(pattern))
                    .findFirst()
                    .orElse(-1);
        }

        private static int last(List<String> calls, String pattern) {
            return java.util.stream.IntStream.range(0, calls.size())
                    .filter(i -> calls.get(i).matches(pattern))
                    .reduce((a, b) -> b)
                    .orElse(-1);
        }

        private void assertSettled(Stack stack) {
            Changes changes = bench.get(bench.desk.plan(stack, UpOptions.DEFAULT));
            assertThat(changes.text()).isEmpty();
            List<String> wanted = new ArrayList<>();
            stack.services().values().stream()
                    .filter(s -> !s.name().startsWith("job"))
                    .forEach(s -> {
                        for (int n = 1; n <= s.replicas(); n++) {
                            wanted.add(s.name() + "-" + n);
                        }
                    });
            Collections.sort(wanted);
            assertThat(bench.engine.running()).isEqualTo(wanted);
            assertThat(drift()).isEmpty();
        }

        private String drift() {
            return bench.get(bench.desk.drift("p")).text();
        }

        private void upWithAFailure(Stack stack) {
            List<String> names = List.copyOf(stack.services().keySet());
            String broken = names.get(random.nextInt(names.size()));
            String call = (random.nextBoolean() ? "start " : "create ") + broken + "-1";
            String plan = bench.get(bench.desk.plan(stack, UpOptions.DEFAULT.with(UpOptions.Orphans.REMOVE)))
                    .text();
            List<String> before = bench.engine.all();
            bench.engine.failing(call);
            bench.engine.calls();
            try {
                bench.up(stack, UpOptions.DEFAULT.with(UpOptions.Orphans.REMOVE));
            } catch (JstackException e) {
                assertThat(e).hasMessageContaining("failed on purpose");
            }
            List<String> calls = bench.engine.calls();
            if (calls.contains(call)) {
                dependantsOf(stack, broken)
                        .forEach(dependant -> assertThat(calls)
                                .as("%s fails in %s", call, plan)
                                .noneMatch(c -> c.matches("start " + dependant + "-\\d+")
                                        && !before.contains(c.substring("start ".length()))));
            }
            bench.engine.working(call);
        }

        /** Direct ones: what lies between may run already, or have no replicas. */
        private static Set<String> dependantsOf(Stack stack, String service) {
            Set<String> all = new HashSet<>();
            stack.services().values().forEach(s -> {
                if (s.dependsOn().stream()
                        .anyMatch(d -> d.required() && d.service().equals(service))) {
                    all.add(s.name());
                }
            });
            return all;
        }

        private void samePlanWhateverTheOrder(Stack stack) {
            Observed observed = bench.engine.observe("p");
            List<Observed.OfContainer> shuffled = new ArrayList<>(observed.containers());
            Collections.shuffle(shuffled, random);
            Wishes wishes = Wishes.up(stack, Map.of());
            Plan plan = Reconciler.plan(stack, observed, wishes);
            assertThat(Reconciler.plan(
                            stack, new Observed("p", observed.networks(), observed.volumes(), shuffled), wishes))
                    .hasToString(plan.toString());
            plan.steps()
                    .forEach(step ->
                            step.after().forEach(edge -> assertThat(edge.step()).isLessThan(step.number())));
            assertThat(plan.toString()).doesNotContain("remove volume");
        }

        private void disturb() {
            for (int i = random.nextInt(4); i > 0; i--) {
                List<String> all = bench.engine.all();
                if (all.isEmpty()) {
                    return;
                }
                String one = all.get(random.nextInt(all.size()));
                switch (random.nextInt(10)) {
                    case 0 -> bench.engine.end(one, ExitStatus.of(1));
                    case 1 -> bench.engine.endUnseen(one, ExitStatus.of(1 + random.nextInt(2)));
                    case 2 -> {
                        if (!one.startsWith("job")) {
                            bench.engine.vanish(one);
                        }
                    }
                    case 3 -> bench.engine.losesNetwork("p_net" + random.nextInt(2));
                    case 4 ->
                        bench.engine.drift(
                                one, new Drift(Drift.Kind.LIMITS_CHANGED, "limits changed", Drift.Repair.IN_PLACE));
                    case 5 ->
                        bench.engine.drift(
                                one, new Drift(Drift.Kind.MOUNT_STALE, "file replaced", Drift.Repair.RESTART));
                    case 6 ->
                        bench.engine.drift(one, new Drift(Drift.Kind.FILES_GONE, "files gone", Drift.Repair.RECREATE));
                    case 7 ->
                        bench.engine.driftOfNetwork(
                                "p_net" + random.nextInt(2),
                                new Drift(Drift.Kind.BRIDGE_GONE, "bridge gone", Drift.Repair.IN_PLACE));
                    case 8 -> {
                        if (!bench.engine.running().contains(one)) {
                            bench.engine.die(one);
                        }
                    }
                    default -> bench.restartEngine();
                }
            }
            bench.threads.settle();
        }

        private Stack stackOf(int services) {
            List<Integer> ports = new ArrayList<>(List.of(80, 81, 82, 83, 84, 85, 86));
            Collections.shuffle(ports, random);
            List<String> addresses = new ArrayList<>(List.of(
                    "10.64.0.50", "10.64.0.51", "10.64.0.52", "10.64.0.53", "10.64.0.54", "10.64.0.55", "10.64.0.56"));
            Collections.shuffle(addresses, random);
            List<ServiceBuilder> builders = new ArrayList<>();
            List<String> names = new ArrayList<>();
            List<String> pool = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g", "job1", "job2"));
            Collections.shuffle(pool, random);
            for (int i = 0; i < services; i++) {
                String name = pool.get(i);
                ServiceBuilder builder = service(name).command("v" + random.nextInt(2));
                boolean port = random.nextInt(4) == 0;
                if (port) {
                    builder.port(ports.get(i), 80);
                } else if (!name.startsWith("job")) {
                    builder.replicas(random.nextInt(4));
                }
                int net = random.nextInt(5);
                if (net == 0 && !port && !name.startsWith("job")) {
                    // the next stack may give it to another service
                    builder.replicas(1).on("net0", addresses.remove(0));
                } else if (net < 3) {
                    builder.on("net" + random.nextInt(2));
                }
                if (random.nextInt(3) == 0) {
                    builder.volume("vol" + random.nextInt(2), "/data");
                }
                if (!name.startsWith("job") && random.nextBoolean()) {
                    builder.healthcheck(Duration.ofSeconds(5), 3, Duration.ZERO);
                    depend(builder, names);
                    names.add(name + "!");
                } else {
                    depend(builder, names);
                    names.add(name);
                }
                builders.add(builder);
            }
            Collections.shuffle(builders, random);
            return stack("p", builders.toArray(ServiceBuilder[]::new));
        }

        private void depend(ServiceBuilder builder, List<String> names) {
            for (String name : names) {
                if (random.nextInt(3) == 0) {
                    String plain = name.replace("!", "");
                    Condition condition = plain.startsWith("job")
                            ? Condition.COMPLETED_SUCCESSFULLY
                            : name.endsWith("!") && random.nextBoolean() ? Condition.HEALTHY : Condition.STARTED;
                    builder.dependsOn(new Dependency(plain, condition, random.nextInt(4) == 0, true));
                }
            }
        }
    }
}
