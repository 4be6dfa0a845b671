package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.Patience;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.oci.Root;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.SpecJson;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The reference: Debian's runc, given the same record as {@code config.json}. */
@Tag("root")
class RuncConformanceTest extends Conformance {
    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws Exception {
        runtime = KernelRuntime.boot(new RuntimeSettings("runc-conformance-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() throws Exception {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    @Override
    BusyboxRoot root() {
        return root;
    }

    @Override
    String run(RuntimeSpec oci) throws Exception {
        Path rootfs = Files.createDirectories(dir.resolve("bundle/rootfs"));
        RuntimeSpec there = oci.withRoot(new Root(rootfs.toString(), oci.root().readonly()));
        Files.writeString(dir.resolve("bundle/config.json"), SpecJson.write(there));
        // private, as Docker's are: where systemd shares all mounts, runc would leave the root a slave
        command(List.of(
                "mount",
                "--make-private",
                "-t",
                "overlay",
                "overlay",
                "-o",
                "lowerdir=%s,upperdir=%s,workdir=%s".formatted(root.layer, root.upper, dir.resolve("work")),
                rootfs.toString()));
        String name = root.id.shortId();
        try {
            command(List.of("runc", "run", "--bundle", dir.resolve("bundle").toString(), name));
            return root.output();
        } finally {
            command(List.of("runc", "delete", "--force", name));
            command(List.of("umount", rootfs.toString()));
        }
    }

    /** Its output goes where our own containers' goes; what it ended with is the container's affair. */
    private void command(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(dir.resolve("out").toFile()))
                .start();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS))
                .as("%s ended", words)
                .isTrue();
    }
}
