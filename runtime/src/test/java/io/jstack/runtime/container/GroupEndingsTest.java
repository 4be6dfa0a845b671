package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.Patience;
import io.jstack.runtime.RestingRoot;
import io.jstack.runtime.RestingSpec;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.oci.Root;
import io.jstack.runtime.oci.RuntimeSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class GroupEndingsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path dir;

    private final List<Process> processes = new ArrayList<>();
    private KernelRuntime runtime;
    private Cgroup group;
    private Fd namespace;

    @BeforeEach
    void boot() {
        runtime = KernelRuntime.boot(new RuntimeSettings("endings-test", dir.resolve("run")));
        group = runtime.cgroups().create(runtime.cgroups().path("one"));
        namespace = Linux.open("/proc/self/ns/cgroup", Linux.O_RDONLY);
    }

    @AfterEach
    void close() {
        processes.forEach(Process::destroyForcibly);
        namespace.close();
        if (group.exists()) {
            group.kill();
            group.remove(Patience.longest());
        }
        runtime.close();
        runtime.cgroups().removeParent();
    }

    private void ended(GroupEndings endings) {
        endings.begin(group, new Remains(Optional.of(namespace), Optional.empty()))
                .carryOut();
    }

    @Test
    void theNextRunHasWhatIsLeftAndNobodyElse() {
        GroupEndings endings = new GroupEndings(runtime.cgroups().parent(), LONG);
        ended(endings);
        assertThat(endings.claim(group.path()).orElseThrow().namespace()).contains(namespace);
        assertThat(endings.claim(group.path())).isEmpty();
        endings.finish(group.path());
        assertThat(group.exists()).isTrue();
        assertThat(namespace.isOpen()).isTrue();
    }

    @Test
    void aGroupNobodyClaimsIsTakenAway() {
        ended(new GroupEndings(runtime.cgroups().parent(), Duration.ofMillis(10)));
        await().until(() -> !group.exists() && !namespace.isOpen());
    }

    @Test
    void itIsNotTakenAwayWhileContainersAreLaunched() {
        GroupEndings endings = new GroupEndings(runtime.cgroups().parent(), Duration.ofMillis(300));
        ended(endings);
        await().during(Duration.ofSeconds(1)).until(() -> {
            assertThat(endings.claim(group.path() + "-other")).isEmpty();
            return group.exists();
        });
        await().until(() -> !group.exists());
    }

    @Test
    void whereNoRunFollowsTheGroupIsGoneAtOnce() {
        GroupEndings endings = new GroupEndings(runtime.cgroups().parent(), LONG);
        ended(endings);
        endings.finish(group.path());
        assertThat(group.exists()).isFalse();
        assertThat(endings.claim(group.path())).isEmpty();
    }

    /** Who named that group with {@code cgroup_parent} may want it away as soon as the container is gone. */
    @Test
    void inAGroupOfSomebodyElsesNothingStands() {
        GroupEndings own = new GroupEndings(runtime.cgroups().parent(), LONG);
        ended(own);
        own.letGo(group.path());
        assertThat(group.exists()).isTrue();
        own.finish(group.path());

        group = runtime.cgroups().create(runtime.cgroups().path("below/one"));
        ended(own);
        own.letGo(group.path());
        assertThat(group.exists()).isFalse();
    }

    @Test
    void nothingStandsWhenTheRuntimeCloses() {
        GroupEndings endings = new GroupEndings(runtime.cgroups().parent(), LONG);
        ended(endings);
        endings.close();
        assertThat(group.exists()).isFalse();
    }

    @Test
    void aGroupWithAProcessInItIsNotLeftToTheNextRun() throws Exception {
        Process process = new ProcessBuilder("sleep", "infinity").start();
        processes.add(process);
        group.enter(new Pid((int) process.pid()));
        assertThatItIsTakenAway();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFrozenGroupIsNotLeftToTheNextRun() {
        group.freeze();
        assertThatItIsTakenAway();
    }

    @Test
    void aGroupWithOthersBelowIsNotLeftToTheNextRun() {
        runtime.cgroups().create(group.path() + "/below");
        assertThatItIsTakenAway();
    }

    private void assertThatItIsTakenAway() {
        GroupEndings endings = new GroupEndings(runtime.cgroups().parent(), LONG);
        ended(endings);
        assertThat(endings.claim(group.path())).isEmpty();
        assertThat(group.exists()).isFalse();
        assertThat(namespace.isOpen()).isFalse();
    }

    @Test
    void anotherRunSeesItsGroupAsTheRootOfAllAgain() throws Exception {
        try (BusyboxRoot root = new BusyboxRoot(dir, runtime)) {
            // one that is late finds the group gone, and makes another
            await().until(() -> new java.util.HashSet<>(namespacesOfTwoRuns(root)).size() == 1);
            assertThat(root.output().lines().filter(line -> line.matches("\\d+:.*:.*")))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).endsWith(":/"));
        }
    }

    private List<String> namespacesOfTwoRuns(BusyboxRoot root) throws Exception {
        return ofTwoRuns(root, root.shell("cat /proc/self/cgroup; readlink /proc/self/ns/cgroup"), "cgroup:");
    }

    /** The last lines of two runs, one right after the other, that begin so. */
    private List<String> ofTwoRuns(BusyboxRoot root, RuntimeSpec spec, String beginning) throws Exception {
        List<RunningContainer> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            RunningContainer run = runtime.prepare(root.launch(spec)).release(List.of());
            run.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
            runs.add(run);
        }
        runs.forEach(RunningContainer::discard);
        List<String> lines =
                root.output().lines().filter(line -> line.startsWith(beginning)).toList();
        return lines.subList(lines.size() - 2, lines.size());
    }

    /** The kernel numbers each mounted overlay anew. */
    @Test
    void anotherRunHasTheRootOfTheOneBeforeAndWhatThatWrote() throws Exception {
        try (BusyboxRoot root = new BusyboxRoot(dir, runtime)) {
            RuntimeSpec spec = root.shell("echo kept >>/file; echo root: $(stat -c %d /) $(wc -l </file)");
            await().until(() -> {
                List<String[]> seen = ofTwoRuns(root, spec, "root:").stream()
                        .map(line -> line.split(" "))
                        .toList();
                assertThat(Integer.parseInt(seen.get(1)[2])).isEqualTo(Integer.parseInt(seen.get(0)[2]) + 1);
                return seen.get(0)[1].equals(seen.get(1)[1]);
            });
        }
    }

    @Test
    void aRootThatIsReadOnlyIsSoInAnotherRunAndHasItsMountPoints() throws Exception {
        try (BusyboxRoot root = new BusyboxRoot(dir, runtime)) {
            RuntimeSpec spec = root.shell("echo root: $(stat -c %d /) $(ls /proc/self/status) $(echo x 2>&1 >/file)")
                    .withRoot(new Root("/", true));
            await().until(() -> {
                List<String> seen = ofTwoRuns(root, spec, "root:");
                assertThat(seen)
                        .allSatisfy(line ->
                                assertThat(line).contains("/proc/self/status").endsWith("Read-only file system"));
                return seen.get(0).equals(seen.get(1));
            });
        }
    }

    @Test
    void filesAtRestAreLookedAtOnceTheRootOfTheRunBeforeIsGone() throws Exception {
        try (BusyboxRoot root = new BusyboxRoot(dir, runtime)) {
            RunningContainer run =
                    runtime.prepare(root.launch(root.shell("true"))).release(List.of());
            run.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
            RestingSpec spec =
                    new RestingSpec(root.id, root.overlay(), new Root("/", false), List.of(), dir.resolve("resting"));
            try (RestingRoot resting = runtime.open(spec)) {
                assertThat(resting.directory().isOpen()).isTrue();
                assertThat(runtime.cgroups().children()).doesNotContain(root.id.value());
            } finally {
                run.discard();
            }
        }
    }
}
