package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.Patience;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.container.Check.Subject;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.security.CapabilityRules;
import io.jstack.values.JstackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our own launcher, and what only it promises. */
@Tag("root")
class ConformanceTest extends Conformance {
    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws Exception {
        runtime = newRuntime();
        root = new BusyboxRoot(dir, runtime);
    }

    private KernelRuntime newRuntime() {
        return KernelRuntime.boot(new RuntimeSettings("conformance-test", dir.resolve("run")));
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    @Override
    String run(RuntimeSpec oci) throws Exception {
        ExitStatus exit = root.run(runtime, oci);
        assertThat(exit.isKnown()).isTrue();
        return root.output();
    }

    @Override
    BusyboxRoot root() {
        return root;
    }

    /** A check that nothing can fail shows nothing: the last column of docs/conformance.md. */
    @ParameterizedTest
    @EnumSource
    void anAnswerIsAnotherWithoutItsProtection(Without without) throws Exception {
        Probe.install(root.layer);
        Subject asked = without == Without.REQUEST ? Subject.ASKING : Subject.PLAIN;
        RuntimeSpec plain = asking(Subject.PLAIN);
        RuntimeSpec oci = without.from(
                plain.withProcess(plain.process().withArgs(List.of("/bin/sh", "-c", Probe.command(asked)))));
        LaunchSpec launch = root.launch(oci);
        try (KernelRuntime unprotected = KernelRuntime.boot(
                new RuntimeSettings("conformance-test", dir.resolve("run")),
                without.protections(),
                ProcMount.ofHost())) {
            RunningContainer container = unprotected
                    .prepare(new LaunchSpec(
                            launch.id(), oci, launch.root(), launch.stdio(), without.network(), launch.directory()))
                    .release(List.of());
            container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
            container.discard();
        }
        Map<String, String> answers = Probe.answers(root.output());
        List<Check> protectedByIt = Checks.ALL.stream()
                .filter(check -> check.without().equals(Optional.of(without)))
                .filter(check -> !isTheHosts(check, answers))
                .toList();
        assertThat(answers).containsKeys(protectedByIt.stream().map(Check::name).toArray(String[]::new));
        assertThat(protectedByIt.stream()
                        .filter(check -> !Check.ABSENT.equals(answers.get(check.name())))
                        .filter(check -> check.holds(answers.getOrDefault(check.name(), "")))
                        .map(Check::name))
                .as("answers that stayed the same")
                .isEmpty();
    }

    /** With version 2 alone the groups are a clone of the host's mount, whose flags nobody can take off. */
    private static boolean isTheHosts(Check check, Map<String, String> answers) {
        String place = "/sys/fs/cgroup ";
        return check.name().startsWith(place) && "cgroup2".equals(answers.get(place + "kind"));
    }

    /** The reference passes on what its caller ignores. */
    @Test
    void signalsAreAtTheirDefaults() throws Exception {
        assertThat(run(root.spec("cat", "/proc/self/status")))
                .contains("SigIgn:\t0000000000000000", "SigBlk:\t0000000000000000");
    }

    /** Stricter than the reference, where a chmod reaches the container's own /dev/null. */
    @Test
    void whatIsMaskedCannotBeChangedEither() throws Exception {
        assertThat(run(root.shell("chmod 0 /proc/keys; grep ' / / ' /proc/self/mountinfo")))
                .contains("/proc/keys: Read-only file system", "nodev");
    }

    @Test
    void thePreviousKernelsHelperMountsTheSameProc() throws Exception {
        try (KernelRuntime older = KernelRuntime.boot(
                new RuntimeSettings("conformance-test", dir.resolve("run")), Protection.all(), ProcMount.BY_HELPER)) {
            root.run(older, root.shell("echo pid $$; ps; cat /proc/keys | wc -c; cat /proc/self/mountinfo"));
            assertThat(root.output())
                    .contains("pid 1\n")
                    .contains("0\n")
                    .containsPattern(" /proc rw,nosuid,nodev,noexec,relatime ")
                    .doesNotContain("java");
            RuntimeSpec plain = root.shell("cat /proc/self/mountinfo");
            root.run(
                    older,
                    plain.withMounts(plain.mounts().stream()
                            .map(mount -> mount.type().equals("proc")
                                    ? new Mount("/proc", "proc", "proc", List.of("nosuid", "hidepid=2"))
                                    : mount)
                            .toList()));
            assertThat(root.output()).containsPattern(" /proc rw,nosuid,relatime .* rw,hidepid=(2|invisible)\n");
        }
    }

    @Test
    void aHundredAndTwentySevenLayersMount() throws Exception {
        List<Path> layers = new ArrayList<>();
        for (int i = 0; i < 126; i++) {
            Path layer = Files.createDirectories(
                    dir.resolve("a-layer-with-a-rather-long-name-as-digests-have/sha256-%064d/fs".formatted(i)));
            Files.writeString(layer.resolve("layer-" + i), "");
            layers.add(layer);
        }
        layers.add(root.layer);
        LaunchSpec plain = root.launch(root.shell("ls / | grep -c layer-"));
        RunningContainer container = runtime.prepare(new LaunchSpec(
                        plain.id(),
                        plain.oci(),
                        new OverlayRoot(layers, root.upper, dir.resolve("work")),
                        plain.stdio(),
                        plain.network(),
                        plain.directory()))
                .release(List.of());
        assertThat(container.exited().get(Patience.SECONDS, TimeUnit.SECONDS).number())
                .hasValue(0);
        container.discard();
        assertThat(root.output()).isEqualTo("126\n");
    }

    @Test
    void nothingOfAContainerIsLeftOnTheHost() throws Exception {
        run(root.shell("echo x > /written; sleep 1000 & exit 0"));
        assertThat(root.upper.resolve("written")).exists();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(dir.toString());
        assertThat(runtime.cgroups().children()).isEmpty();
        runtime.close();
        assertThat(dir.resolve("run/gates")).isEmptyDirectory();
        runtime = newRuntime();
    }

    @Test
    void whatWouldBeTheHostsIsRefusedByName() {
        for (RuntimeSpec refused : List.of(
                root.shell("").plusMounts(List.of(Mount.tmpfs("/proc/x"))),
                root.shell("").plusMounts(List.of(Mount.tmpfs("/a/../../b"))),
                root.shell("").plusMounts(List.of(new Mount("/x", "ext4", "/dev/vda", List.of()))),
                root.shell("").plusMounts(List.of(Mount.bind("/does/not/exist", "/x"))),
                sysctl("kernel.panic"),
                sysctl("net/../kernel.panic"))) {
            assertThatThrownBy(() -> runtime.prepare(root.launch(refused)))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.SPEC_REFUSED));
        }
        assertThat(runtime.cgroups().children()).isEmpty();
        assertThat(dir.resolve("run/gates")).isEmptyDirectory();
    }

    private RuntimeSpec sysctl(String name) {
        RuntimeSpec oci = root.shell("");
        return oci.withLinux(oci.linux().withSysctl(java.util.Map.of(name, "1")));
    }

    @Test
    void aContainerMayShareTheHostsNetwork() throws Exception {
        LaunchSpec plain = root.launch(root.shell("readlink /proc/self/ns/net"));
        Prepared prepared = runtime.prepare(new LaunchSpec(
                plain.id(), plain.oci(), plain.root(), plain.stdio(), new NetworkNamespace.Host(), plain.directory()));
        assertThat(prepared.netlink()).isEmpty();
        RunningContainer container = prepared.release(List.of());
        container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(container.networkNamespace()).isEmpty();
        container.discard();
        assertThat(root.output().strip())
                .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
    }

    @Test
    void usersAreThoseOfTheImage() {
        assertThat(runtime.resolveUser("", root.overlay()).uid()).isZero();
        assertThat(runtime.resolveUser("bob", root.overlay()).additionalGids()).containsExactly(1000L, 4L, 50L);
        assertThat(runtime.resolveUser("1000:1000", root.overlay()).additionalGids())
                .containsExactly(1000L);
        assertThat(runtime.resolveUser("4242", root.overlay()).gid()).isZero();
        assertThat(runtime.resolveUser("bob:staff", root.overlay()).gid()).isEqualTo(50);
        for (String unknown : Set.of("nobody", "bob:nobodies", "99999999999")) {
            assertThatThrownBy(() -> runtime.resolveUser(unknown, root.overlay()))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.USER_NOT_FOUND));
        }
    }

    /** Not asked of the reference, which refuses all capabilities where its caller lacks one. */
    @Test
    void aPrivilegedContainerHasAllRightsAndOpensNodesItMakes() throws Exception {
        RuntimeSpec oci =
                root.shell("mknod /zero c 1 5; head -c 1 /zero | wc -c; mount -t tmpfs x /tmp && echo mounted;"
                        + " cat /proc/self/status");
        String seen = run(oci.withProcess(oci.process().withCapabilities(Capabilities.of(CapabilityRules.known())))
                .withLinux(oci.linux()
                        .withMaskedPaths(List.of())
                        .withReadonlyPaths(List.of())
                        .withResources(oci.linux().resources().withDevices(List.of(DeviceRule.ALLOW_ALL)))));
        assertThat(seen).startsWith("1\nmounted\n");
    }
}
