package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that were not made in good faith: what they ask for is refused in words, or stays inside. */
@Tag("root")
class HostileImageTest {
    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws Exception {
        runtime = KernelRuntime.boot(new RuntimeSettings("hostile-image-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    private RuntimeError refusal(RuntimeSpec oci) {
        try {
            root.run(runtime, oci);
        } catch (JstackException e) {
            return (RuntimeError) e.code();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it was not refused");
    }

    /** CVE-2026-41579, CVE-2023-27561: mount points that are links out of the root, absolute, upwards, or round in a circle. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "proc", "sys", "etc"})
    void aMountPointThatIsALinkLeadsNowhereOnTheHost(String name) throws Exception {
        Path victim = Files.createDirectories(dir.resolve("victim"));
        String upwards = "../../../../../../../../../../.." + victim;
        for (String target : List.of(victim.toString(), upwards, name)) {
            Path link = root.layer.resolve(name);
            if (name.equals("etc")) {
                Files.deleteIfExists(link.resolve("passwd"));
                Files.deleteIfExists(link.resolve("group"));
            }
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
            try {
                root.run(
                        runtime,
                        root.shell("echo x >/dev/made; echo x >/etc/made; cat /proc/self/status; ls /proc /sys /dev")
                                .plusMounts(List.of(Mount.bind("/etc/hostname", "/etc/hostname", "ro"))));
            } catch (JstackException e) {
                assertThat(e.code()).isInstanceOf(RuntimeError.class);
            }
            assertThat(victim).as("through %s", target).isEmptyDirectory();
        }
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(victim.toString());
    }

    /** CVE-2025-52881, CVE-2019-19921: what the engine writes to /proc went to a file that was mounted over it. */
    @Test
    void aLinkToProcRedirectsNothingInIt() throws Exception {
        Path planted = Files.writeString(dir.resolve("planted"), "redirected\n");
        Files.createSymbolicLink(root.layer.resolve("way"), Path.of("/proc"));
        for (String place : List.of("self/attr/current", "sys/kernel/hostname", "1/oom_score_adj", "keys")) {
            RuntimeSpec oci = root.shell("cat /proc/self/mountinfo; cat /proc/self/attr/current /proc/" + place);
            try {
                root.run(
                        runtime,
                        oci.withProcess(oci.process().withOomScoreAdj(7))
                                .plusMounts(List.of(Mount.bind(planted.toString(), "/way/" + place))));
            } catch (JstackException e) {
                assertThat(e.code()).isInstanceOf(RuntimeError.class);
            }
        }
        assertThat(planted).hasContent("redirected\n");
        assertThat(root.output()).contains(" /proc ", "\n7\n").doesNotContain("redirected");
    }

    @Test
    void whatCannotBeExecutedIsSaid() throws Exception {
        Files.delete(root.layer.resolve("bin/sh"));
        assertThat(refusal(root.shell("true"))).isEqualTo(RuntimeError.PROGRAM_NOT_FOUND);
        assertThat(refusal(root.spec(""))).isEqualTo(RuntimeError.PROGRAM_NOT_FOUND);
        assertThat(refusal(root.spec("/etc"))).isEqualTo(RuntimeError.PROGRAM_NOT_EXECUTABLE);
        assertThat(refusal(root.spec("/etc/passwd"))).isEqualTo(RuntimeError.PROGRAM_NOT_EXECUTABLE);
        assertThat(refusal(root.spec("/" + "a/".repeat(3000)))).isInstanceOf(RuntimeError.class);
    }

    /** CVE-2024-21626: descriptors of the engine as a working directory. */
    @Test
    void noDescriptorIsAWorkingDirectory() throws Exception {
        for (int fd = 0; fd <= 20; fd++) {
            RuntimeSpec oci = root.spec("/bin/true");
            String cwd = "/proc/self/fd/" + fd;
            assertThat(refusal(oci.withProcess(oci.process().withCwd(cwd))))
                    .as(cwd)
                    .isIn(RuntimeError.PATH_ESCAPES, RuntimeError.LAUNCH_FAILED);
        }
    }

    @Test
    void anEnvironmentTooLargeIsAnErrorAndNoMore() throws Exception {
        List<String> large =
                Stream.generate(() -> "V=" + "x".repeat(100_000)).limit(100).toList();
        RuntimeSpec oci = root.spec("/bin/true");
        assertThat(refusal(oci.withProcess(oci.process().withEnv(large)))).isEqualTo(RuntimeError.LAUNCH_FAILED);
        assertThat(root.run(runtime, oci).number()).hasValue(0);
    }

    @Test
    void argumentsArePassedAsTheyAre() throws Exception {
        root.run(runtime, root.spec("/bin/echo", "one\ntwo\t", "", "$(id)`id`;", "-\u00e4\u4e2d"));
        assertThat(root.output()).isEqualTo("one\ntwo\t  $(id)`id`; -\u00e4\u4e2d\n");
    }

    @Test
    void usersOfGarbageAreRefusedByName() throws IOException {
        Files.writeString(
                root.layer.resolve("etc/passwd"),
                "\n::::\nroot\nbob:x:minus:1\nhuge:x:99999999999999999999:1::/:\nnegative:x:-1:-1::/:\n"
                        + "x".repeat(200_000) + "\nlast:x:5:6::/:/bin/sh\n");
        assertThat(runtime.resolveUser("last", root.overlay()).uid()).isEqualTo(5);
        for (String user : List.of("bob", "huge", "negative", "root:nobody", "-1", "4294967296", "a\nb")) {
            assertThatThrownBy(() -> runtime.resolveUser(user, root.overlay()))
                    .as(user)
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.USER_NOT_FOUND));
        }
    }

    @Test
    void aPasswordFileThatIsALinkIsOnlyLookedForInside() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "eve:x:77:77::/:/bin/sh\n");
        Files.delete(root.layer.resolve("etc/passwd"));
        Files.createSymbolicLink(root.layer.resolve("etc/passwd"), secret);
        assertThatThrownBy(() -> runtime.resolveUser("eve", root.overlay()))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.USER_NOT_FOUND));
    }
}
