package io.jstack.runtime.container;

import static java.nio.file.attribute.PosixFilePermissions.fromString;

import io.jstack.runtime.ExecProcess;
import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.Patience;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A container that changes a program while the engine executes it, and writes to the executable of whatever process it sees. */
final class Racing {
    /** What the loader of the image says when it was given the host's java to run. */
    static final String HOSTS_JAVA_RAN = "error while loading shared libraries";

    private static final String ATTACK =
            "while :; do for p in /proc/[0-9]*; do echo x >> $p/exe; done 2>/dev/null; sleep 0.01; done &"
                    + " while :; do for f in good evil good link; do busybox ln -f /bin/$f /bin/tried; done; done";

    private Racing() {}

    /** Executes again and again what the container changes, until the host's java ran in it or the time is over. */
    static String exec(KernelRuntime runtime, BusyboxRoot root, Duration time) throws Exception {
        prepare(root.layer);
        Path said = root.base.resolve("said");
        RunningContainer container =
                runtime.prepare(root.launch(root.shell(ATTACK))).release(List.of());
        int ran = 0;
        int refused = 0;
        try (Fd nothing = Linux.open("/dev/null", Linux.O_RDWR);
                Fd output = Linux.open(said.toString(), Linux.O_CREAT | Linux.O_RDWR | Linux.O_APPEND, 0666)) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end && !Files.readString(said).contains(HOSTS_JAVA_RAN)) {
                try {
                    ExecProcess process = container.exec(new ExecSpec(
                            DefaultSpec.process(List.of("/bin/tried")),
                            Optional.empty(),
                            new Stdio.Streams(nothing, output, output)));
                    process.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
                    ran++;
                } catch (JstackException e) {
                    refused++;
                }
            }
        } finally {
            container.killAll();
            container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
            container.discard();
        }
        return ran + " " + refused + " " + Files.readString(said).contains(HOSTS_JAVA_RAN);
    }

    private static void prepare(Path layer) throws IOException {
        Path bin = layer.resolve("bin");
        if (Files.exists(bin.resolve("evil"))) {
            return;
        }
        Files.writeString(bin.resolve("good"), "#!/bin/true\n");
        Files.writeString(bin.resolve("evil"), "#!/proc/self/exe\n");
        for (String script : List.of("good", "evil")) {
            Files.setPosixFilePermissions(bin.resolve(script), fromString("rwxr-xr-x"));
        }
        Files.createSymbolicLink(bin.resolve("link"), Path.of("/proc/self/exe"));
        Path lib = Files.createDirectories(layer.resolve("lib64"));
        Files.copy(Path.of("/lib64/ld-linux-x86-64.so.2"), lib.resolve("ld-linux-x86-64.so.2"));
    }
}
