package io.jstack.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.Patience;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.OwnProcess;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.SocketPair;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On this host's own hierarchies, below a parent of this test's own. */
@Tag("root")
class VisitorsTest {
    private static final int SIGKILL = 9;
    private static final int P_PIDFD = 3;
    private static final int WEXITED = 4;

    private final Cgroups cgroups =
            Cgroups.detect("/jstack-test-visit-" + ProcessHandle.current().pid());
    private final List<Fd> namespaces = new ArrayList<>();
    private Cgroup group;
    private Visitors visitors;

    /** Waits for the end of one, which was killed. */
    static void reap(Fd visitor) {
        Linux.call(Syscall.WAITID, "visitor", P_PIDFD, visitor, 0, WEXITED, 0);
    }

    @BeforeEach
    void make() {
        group = cgroups.create(cgroups.path("one"));
        visitors = new Visitors(cgroups, VisitorsTest::reap);
    }

    @AfterEach
    void clean() {
        visitors.close();
        namespaces.forEach(Fd::close);
        group.kill();
        group.remove(Patience.longest());
        cgroups.removeParent();
        assertThat(visitorsThere()).isEmpty();
    }

    private Fd namespaceOf(Cgroup of) {
        Fd namespace = visitors.namespaceOf(of);
        synchronized (namespaces) {
            namespaces.add(namespace);
        }
        return namespace;
    }

    /** Those that this process started, by the name they give themselves. */
    private static List<Pid> visitorsThere() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            return children.map(child -> new Pid((int) child.pid()))
                    .filter(VisitorsTest::isVisitor)
                    .toList();
        }
    }

    private static boolean isVisitor(Pid pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals(VisitorProgram.NAME);
        } catch (IOException e) {
            return false; // it ended
        }
    }

    /** What a process in the group sees of its groups, by that namespace. */
    private static List<String> seenFrom(Cgroup group, Fd namespace) throws IOException {
        Process inside = new ProcessBuilder(
                        "nsenter",
                        "--cgroup=/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.number(),
                        "sh",
                        "-c",
                        "read go; cat /proc/self/cgroup")
                .start();
        group.enter(new Pid((int) inside.pid()));
        inside.getOutputStream().write('\n');
        inside.getOutputStream().close();
        List<String> lines = inside.inputReader().lines().toList();
        await().until(() -> !inside.isAlive()); // until then it is in the group
        return lines;
    }

    private List<String> groupsIn(List<String> lines) {
        CgroupMounts mounts = cgroups.mounts();
        return lines.stream()
                .map(line -> line.split(":", 3))
                .filter(parts ->
                        parts[1].isEmpty() ? mounts.unified().isPresent() : mounts.isV1(parts[1].split(",", 2)[0]))
                .map(parts -> parts[2])
                .distinct()
                .toList();
    }

    @Test
    void theGroupIsTheRootOfEachHierarchy() throws IOException {
        assertThat(groupsIn(seenFrom(group, namespaceOf(group)))).containsExactly("/");
    }

    @Test
    void oneVisitorIsEnoughForOneAfterTheOtherAndIsHomeBetween() throws IOException {
        List<String> own = groupsIn(Files.readAllLines(Path.of("/proc/self/cgroup")));
        Cgroup two = cgroups.create(cgroups.path("two"));
        try {
            namespaceOf(group);
            List<Pid> first = visitorsThere();
            assertThat(groupsIn(seenFrom(two, namespaceOf(two)))).containsExactly("/");
            assertThat(visitorsThere()).isEqualTo(first).hasSize(1);
            assertThat(groupsIn(Files.readAllLines(Path.of("/proc/" + first.get(0) + "/cgroup"))))
                    .isEqualTo(own);
            assertThat(group.processes()).isEmpty();
            assertThat(two.processes()).isEmpty();
        } finally {
            two.remove(Patience.longest());
        }
    }

    @Test
    void oneThatWasKilledIsReplaced() {
        namespaceOf(group);
        Pid first = visitorsThere().get(0);
        Linux.raw(Syscall.KILL, first.value(), SIGKILL);
        namespaceOf(group);
        assertThat(visitorsThere()).hasSize(1).doesNotContain(first);
    }

    @Test
    void oneThatDoesNotKnowTheWayHomeEndsAndSoLeavesTheGroup() {
        visitors = new Visitors(Optional.empty(), VisitorsTest::reap);
        namespaceOf(group);
        assertThat(visitorsThere()).isEmpty();
        assertThat(group.processes()).isEmpty();
    }

    @Test
    void oneWhoseHomeIsGoneEndsToo() {
        visitors = new Visitors(Optional.of(List.of("/nowhere/cgroup.procs")), VisitorsTest::reap);
        namespaceOf(group);
        assertThat(visitorsThere()).isEmpty();
        assertThat(group.processes()).isEmpty();
    }

    @Test
    void aGroupThatIsNotThereIsRefusedAndNobodyIsLeftBehind() {
        assertThatThrownBy(() -> visitors.namespaceOf(cgroups.open(cgroups.path("none"))))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(CgroupError.CGROUP_UNAVAILABLE));
        assertThat(visitorsThere()).isEmpty();
    }

    /** Each must have its own group as the root, however many are visited at a time. */
    @Test
    void manyAtOnceDoNotMixTheirGroups() throws Exception {
        int threads = 12;
        List<Cgroup> groups = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int i = 0; i < threads; i++) {
                groups.add(cgroups.create(cgroups.path("many-" + i)));
            }
            for (int round = 0; round < 10; round++) {
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Fd>> made = new ArrayList<>();
                for (Cgroup each : groups) {
                    made.add(pool.submit(() -> {
                        start.await();
                        return namespaceOf(each);
                    }));
                }
                start.countDown();
                for (int i = 0; i < threads; i++) {
                    Fd namespace = made.get(i).get();
                    if (round == 0) {
                        assertThat(groupsIn(seenFrom(groups.get(i), namespace))).containsExactly("/");
                    }
                    assertThat(groups.get(i).processes()).isEmpty();
                }
            }
            assertThat(visitorsThere()).hasSizeLessThan(threads);
        } finally {
            pool.shutdownNow();
            groups.forEach(each -> each.remove(Patience.longest()));
        }
    }

    @Test
    void theWayHomeIsTakenFromWhatThisHostShows() {
        CgroupMounts mounts = new CgroupMounts(
                Map.of("memory", Path.of("/m"), "cpu", Path.of("/c"), "cpuacct", Path.of("/c")),
                Optional.of(Path.of("/u")),
                Set.of());
        List<String> mountinfo = List.of(
                "1 0 0:1 / /proc rw - proc proc rw",
                "2 0 0:2 / /m rw - cgroup none rw,memory",
                "3 0 0:3 /docker/a /c rw - cgroup none rw,cpu,cpuacct",
                "4 0 0:4 / /u rw - cgroup2 none rw",
                "5 0 0:2 / /m rw - cgroup none rw,memory");
        List<String> cgroup = List.of("3:memory:/x", "2:cpu,cpuacct:/docker/a/b", "1:name=other:/", "0::/y");
        assertThat(OwnGroups.processFiles(mounts, mountinfo, cgroup))
                .contains(List.of("/m/x/cgroup.procs", "/c/b/cgroup.procs", "/u/y/cgroup.procs"));
        List<String> outside = List.of("3:memory:/x", "2:cpu,cpuacct:/", "0::/y");
        assertThat(OwnGroups.processFiles(mounts, mountinfo, outside)).isEmpty();
    }

    @Test
    void oneThatComesHomeToAClosedHouseEnds() {
        visitors.close();
        namespaceOf(group);
        assertThat(visitorsThere()).isEmpty();
    }

    /** What it shares with the engine is one end of a pair of sockets, of which the other is gone with the engine. */
    @Test
    void whoeverIsLeftEndsWithTheEngine() {
        SocketPair sockets = SocketPair.open(SocketPair.Type.STREAM);
        Pid left = new OwnProcess(
                        "visitor", VisitorProgram.fd(), List.of(VisitorProgram.NAME), List.of(), List.of(sockets.its()))
                .await();
        await().until(() -> isVisitor(left));
        sockets.close();
        try (Fd pidfd = Pidfd.open(left)) {
            await().until(() -> Pidfd.reap(pidfd).isPresent());
        }
    }
}
