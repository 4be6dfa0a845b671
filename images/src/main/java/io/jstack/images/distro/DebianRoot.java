package io.jstack.images.distro;

import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.layer.TarBuilder;
import io.jstack.values.JstackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's minimal system, as mmdebstrap(1) writes it to a tar while it is being read. */
final class DebianRoot implements RootTar, AutoCloseable {
    private static final int KEPT_LINES = 12;
    private static final long END_SECONDS = 30;
    private static final List<String> SLIM = List.of(
            "path-exclude=/usr/share/doc/*",
            "path-include=/usr/share/doc/*/copyright",
            "path-exclude=/usr/share/groff/*",
            "path-exclude=/usr/share/info/*",
            "path-exclude=/usr/share/linda/*",
            "path-exclude=/usr/share/lintian/*",
            "path-exclude=/usr/share/locale/*",
            "path-exclude=/usr/share/man/*");
    /** As Docker's own Debian images have it: a layer holds no package lists' caches and no downloaded packages. */
    private static final String APT = """
            Acquire::Languages "none";
            Acquire::GzipIndexes "true";
            APT::AutoRemove::SuggestsImportant "false";
            APT::Keep-Downloaded-Packages "false";
            Dir::Cache::pkgcache "";
            Dir::Cache::srcpkgcache "";
            """;

    private final Process process;
    private final Thread listener;
    private final Deque<String> lastLines = new ArrayDeque<>();

    private DebianRoot(Process process, ImageProgress progress) {
        this.process = process;
        listener = new Thread(() -> listen(progress), "mmdebstrap messages");
        listener.setDaemon(true);
        listener.start();
    }

    static DebianRoot start(DebianSuite suite, Machine machine, ImageProgress progress) {
        Path program = machine.program("mmdebstrap")
                .orElseThrow(() -> new JstackException(
                        ImageError.PROGRAM_MISSING,
                        "mmdebstrap is not installed, which distro.local/debian is made with",
                        "apt-get install mmdebstrap"));
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--variant=minbase", "--format=tar", "--mode=root"));
        command.add("--dpkgopt=force-unsafe-io");
        if (suite.flavour() == DebianSuite.Flavour.SLIM) {
            SLIM.forEach(option -> command.add("--dpkgopt=" + option));
        }
        command.add(suite.name());
        command.add("-"); // the tar, on standard output
        command.addAll(AptSources.read(machine.apt()).linesFor(suite));
        progress.on(new ImageProgress.Note("bootstrapping debian " + suite.name() + " with mmdebstrap"));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .directory(Path.of("/").toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            return new DebianRoot(builder.start(), progress);
        } catch (IOException e) {
            throw new JstackException(
                    ImageError.BOOTSTRAP_FAILED,
                    "cannot start " + program + ": " + e.getMessage(),
                    "apt-get install --reinstall mmdebstrap",
                    e);
        }
    }

    @Override
    public InputStream open() {
        return process.getInputStream();
    }

    @Override
    public void finish() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
            listener.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
        if (process.isAlive() || process.exitValue() != 0) {
            synchronized (lastLines) {
                throw new JstackException(
                        ImageError.BOOTSTRAP_FAILED,
                        "mmdebstrap ended with an error:\n    " + String.join("\n    ", lastLines),
                        "check that the mirror in /etc/apt/sources.list is reachable");
            }
        }
    }

    /**
     * Takes out what came from this machine: its device nodes (a file in place of /dev clears it), resolver and host name. And without
     * policy-rc.d a package's installation would start its service inside the build.
     */
    @Override
    public byte[] additions() {
        return new TarBuilder(0)
                .file("dev", 0644, "")
                .directory("dev", 0755)
                .file("etc/resolv.conf", 0644, "")
                .file("etc/hostname", 0644, "")
                .file("etc/apt/apt.conf.d/90jstack", 0644, APT)
                .file("usr/sbin/policy-rc.d", 0755, "#!/bin/sh\n# no service starts by being installed\nexit 101\n")
                .toBytes();
    }

    private void listen(ImageProgress progress) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (lastLines) {
                    lastLines.addLast(line);
                    if (lastLines.size() > KEPT_LINES) {
                        lastLines.removeFirst();
                    }
                }
                if (line.startsWith("I: ")) {
                    progress.on(new ImageProgress.Note(line.substring(3)));
                }
            }
        } catch (IOException e) {
            return; // the process is gone, and says so by its exit code
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
