package io.jstack.cli.commands;

import io.jstack.engine.terminal.Terminal;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code jstack doctor}. */
@Command(
        name = "doctor",
        header = "$ jstack doctor",
        description = "Look whether this machine is fit, and say what to do where it is not.")
final class DoctorCommand implements Callable<Integer> {
    private static final List<String> LIBRARY_DIRECTORIES =
            List.of("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib");
    private static final long FEW_BYTES = 1L << 30;

    private final Invocation run;
    private boolean fit = true;

    DoctorCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        good("engine", "pid " + ProcessHandle.current().pid() + ", Java " + System.getProperty("java.version"));
        good("kernel", System.getProperty("os.version"));
        groups();
        fileSystem("overlay", "overlayfs", "modprobe overlay");
        library("libseccomp.so.2", "system call filters", "apt-get install libseccomp2");
        library("libnftables.so.1", "published ports", "apt-get install libnftables1");
        program("mmdebstrap", "images named distro.local/debian", "apt-get install mmdebstrap");
        program("/bin/busybox", "images named distro.local/busybox", "apt-get install busybox-static");
        program("/usr/bin/tini-static", "services with init: true", "apt-get install tini");
        space();
        path(run.terminal());
        return fit ? ExitCode.OK : ExitCode.FAILED;
    }

    private void groups() {
        if (Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))) {
            good("cgroups", "version 2");
        } else if (Files.isDirectory(Path.of("/sys/fs/cgroup/unified"))) {
            good("cgroups", "version 1 with the unified hierarchy beside it");
        } else if (Files.isDirectory(Path.of("/sys/fs/cgroup/memory"))) {
            good("cgroups", "version 1");
        } else {
            bad("cgroups", "none at /sys/fs/cgroup", "mount -t cgroup2 none /sys/fs/cgroup");
        }
    }

    private void fileSystem(String name, String what, String remedy) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/filesystems"))) {
            if (lines.anyMatch(line -> line.endsWith("\t" + name))) {
                good(what, "there");
                return;
            }
        } catch (IOException e) {
            // said below
        }
        bad(what, "not in /proc/filesystems", remedy);
    }

    private void library(String file, String use, String remedy) {
        Optional<Path> found = LIBRARY_DIRECTORIES.stream()
                .map(directory -> Path.of(directory, file))
                .filter(Files::exists)
                .findFirst();
        if (found.isPresent()) {
            good(file, found.get().toString());
        } else {
            bad(file, "missing; it is needed for " + use, remedy);
        }
    }

    private void program(String name, String use, String remedy) {
        Optional<Path> found = name.startsWith("/")
                ? Optional.of(Path.of(name)).filter(Files::isExecutable)
                : inPath(System.getenv("PATH"), name);
        if (found.isPresent()) {
            good(name, found.get().toString());
        } else {
            note(name, "missing; it is needed for " + use, remedy);
        }
    }

    private static Optional<Path> inPath(@org.jspecify.annotations.Nullable String path, String name) {
        return Stream.of((path == null ? "" : path).split(":", -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void space() {
        try {
            FileStore store = Files.getFileStore(Path.of("/var/lib"));
            long free = store.getUsableSpace();
            if (free >= FEW_BYTES) {
                good("disk", new io.jstack.values.Bytes(free) + " free at /var/lib");
            } else {
                bad(
                        "disk",
                        "only " + new io.jstack.values.Bytes(free) + " free at /var/lib",
                        "jstack images -a, and remove what is not needed");
            }
        } catch (IOException e) {
            bad("disk", "/var/lib: " + e.getMessage(), "mkdir -p /var/lib");
        }
    }

    /** The JDK has a tool of the same name. */
    private void path(Terminal terminal) {
        Optional<Path> first = inPath(terminal.environment().get("PATH"), "jstack");
        String launcher = System.getProperty("jstack.launcher", "");
        try {
            if (first.isEmpty()) {
                note("PATH", "there is no jstack in it", launcher + " install");
            } else if (first.get().toRealPath().equals(Path.of(launcher).toRealPath())) {
                good("PATH", "jstack is " + first.get());
            } else {
                note(
                        "PATH",
                        "jstack is " + first.get() + ", which is another program (the JDK's?)",
                        launcher + " install, and its bin first in PATH");
            }
        } catch (IOException e) {
            note("PATH", first.get() + " leads nowhere", launcher + " install");
        }
    }

    private void good(String what, String text) {
        run.out().println("ok    " + what + ": " + text);
    }

    /** Not needed by every stack. */
    private void note(String what, String text, String remedy) {
        run.out().println("note  " + what + ": " + text + "\n  try: " + remedy);
    }

    private void bad(String what, String text, String remedy) {
        fit = false;
        run.out().println("bad   " + what + ": " + text + "\n  try: " + remedy);
    }
}
