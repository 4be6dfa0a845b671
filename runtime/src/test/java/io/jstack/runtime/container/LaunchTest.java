package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.RuntimeSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class LaunchTest {
    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws Exception {
        runtime = KernelRuntime.boot(new RuntimeSettings("launch-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    @Test
    void aProgramRunsAsFirstProcessOfItsOwnNamespaces() throws Exception {
        ExitStatus exit = root.run(
                runtime,
                root.shell(
                                "echo pid $$; id; hostname; mount; ls -l /dev /proc/self/fd; ps; cat /proc/self/status; exit 7")
                        .withHostname("boxed"));
        assertThat(exit.number()).hasValue(7);
        assertThat(root.output()).contains("pid 1\n", "uid=0(root) gid=0(root)", "boxed");
    }
}
