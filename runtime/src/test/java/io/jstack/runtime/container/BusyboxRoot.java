package io.jstack.runtime.container;

import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.Patience;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.ContainerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A root file system with nothing but busybox, and what a test needs to run something in it. */
final class BusyboxRoot implements AutoCloseable {
    final Path base;
    final Path layer;
    final Path upper;
    final ContainerId id = ContainerId.random();
    private final Fd input;
    private final Fd output;

    private final String cgroup;

    BusyboxRoot(Path base, KernelRuntime runtime) throws IOException {
        this.base = base;
        this.cgroup = runtime.cgroups().parent();
        layer = Files.createDirectories(base.resolve("layer"));
        upper = Files.createDirectories(base.resolve("upper"));
        Files.createDirectories(base.resolve("work"));
        Path bin = Files.createDirectories(layer.resolve("bin"));
        if (Files.notExists(bin.resolve("busybox"))) {
            Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
            for (String name : List.of(
                    "sh",
                    "cat",
                    "ls",
                    "id",
                    "echo",
                    "true",
                    "false",
                    "sleep",
                    "grep",
                    "mount",
                    "ps",
                    "touch",
                    "chmod",
                    "mknod",
                    "hostname",
                    "pwd",
                    "stat",
                    "stty",
                    "tty",
                    "kill",
                    "sed",
                    "head",
                    "tr",
                    "readlink",
                    "env",
                    "wc")) {
                Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
            }
            Path etc = Files.createDirectories(layer.resolve("etc"));
            Files.writeString(
                    etc.resolve("passwd"),
                    "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www:/var/www:/bin/false\nbob:x:1000:1000::/home/bob:/bin/sh\n");
            Files.writeString(
                    etc.resolve("group"), "root:x:0:\nadm:x:4:bob\nwww-data:x:33:\nbob:x:1000:\nstaff:x:50:bob\n");
            Files.createDirectories(layer.resolve("tmp")).toFile().setWritable(true, false);
        }
        input = Linux.open("/dev/null", Linux.O_RDONLY);
        output = Linux.open(base.resolve("out").toString(), Linux.O_CREAT | Linux.O_RDWR | Linux.O_APPEND, 0666);
    }

    OverlayRoot overlay() {
        return new OverlayRoot(List.of(layer), upper, base.resolve("work"));
    }

    RuntimeSpec shell(String script) {
        return spec("/bin/sh", "-c", script);
    }

    RuntimeSpec spec(String... args) {
        return DefaultSpec.of(List.of(args), "/", cgroup + "/" + id);
    }

    LaunchSpec launch(RuntimeSpec oci) {
        return new LaunchSpec(
                id,
                oci,
                overlay(),
                new Stdio.Streams(input, output, output),
                new NetworkNamespace.Fresh(),
                base.resolve("run"));
    }

    String output() throws IOException {
        return Files.readString(base.resolve("out"), StandardCharsets.UTF_8);
    }

    /** Runs to the end: what it printed is {@link #output}. */
    ExitStatus run(KernelRuntime runtime, RuntimeSpec oci) throws Exception {
        Prepared prepared = runtime.prepare(launch(oci));
        RunningContainer container = prepared.release(List.of());
        try {
            return container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        } finally {
            container.kill(9);
            container.discard();
        }
    }

    @Override
    public void close() {
        input.close();
        output.close();
    }
}
