package io.jstack.cli.client;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engine as a process of this host: reaches it, and starts it when it is not there: as a systemd unit where systemd runs, else under
 * a small shell loop that starts it again when it dies.
 */
final class EngineProcess {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long LOOK_AGAIN_MILLIS = 5;
    private static final int LOG_LINES = 15;
    /** How the launcher says that a guard is at work already: it is about to start the engine, or just has. */
    private static final int ANOTHER_GUARD = 75;

    private final Place place;

    EngineProcess(Place place) {
        this.place = place;
    }

    /** A connection; the engine is started for it when need be. */
    Connection connect() throws Failure, InterruptedException {
        try {
            return Connection.open(place.socket());
        } catch (IOException notThere) {
            return start();
        }
    }

    boolean answers() throws Failure {
        return tryOpen().isPresent();
    }

    /** Starts the engine, unless one answers by then, and waits until it does. */
    Connection start() throws Failure, InterruptedException {
        refuseStrangers();
        Optional<Process> guard = hasSystemd() ? startUnit() : Optional.of(startGuard());
        try {
            return await(guard);
        } finally {
            // who waits for the guard, not the guard: at its end the JVM would wait 300 ms for a thread that waits
            guard.ifPresent(Process::destroyForcibly);
        }
    }

    private Connection await(Optional<Process> guard) throws Failure, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (System.nanoTime() < deadline) {
            Optional<Connection> connection = tryOpen();
            if (connection.isPresent()) {
                return connection.get();
            }
            if (guard.isPresent() && !guard.get().isAlive() && guard.get().exitValue() != ANOTHER_GUARD) {
                throw notStarted("the engine does not start");
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        throw notStarted("the engine does not answer on " + place.socket() + " after " + PATIENCE_MILLIS / 1000 + " s");
    }

    private Optional<Connection> tryOpen() {
        try {
            return Optional.of(Connection.open(place.socket()));
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /** Whoever may not speak to the engine may not start one either; a socket named by JSTACK_SOCKET is the user's own affair. */
    private void refuseStrangers() throws Failure {
        if (Surroundings.user() == 0 || System.getenv("JSTACK_SOCKET") != null) {
            return;
        }
        refuseWhoIsShutOut();
        throw new Failure(
                "engine-not-running",
                "the engine is not running: there is no " + place.socket(),
                "sudo jstack engine start");
    }

    /** To somebody who may not look, an engine that runs and one that does not are the same. */
    void refuseWhoIsShutOut() throws Failure {
        if (Surroundings.user() == 0) {
            return;
        }
        Path directory = place.socket().toAbsolutePath().getParent();
        boolean shut = directory != null && Files.isDirectory(directory) && !Files.isExecutable(directory);
        if (shut || Files.exists(place.socket())) {
            throw new Failure(
                    "not-permitted",
                    "this user may not connect to " + place.socket(),
                    "sudo jstack, or join the group jstack, which is root in effect: sudo usermod -aG jstack $USER");
        }
    }

    // ---- systemd

    static boolean hasSystemd() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    String unit() {
        return place.instance() + ".service";
    }

    private boolean isInstalled() {
        return Files.exists(Path.of("/etc/systemd/system", unit()))
                || Files.exists(Path.of("/lib/systemd/system", unit()));
    }

    private Optional<Process> startUnit() throws Failure, InterruptedException {
        List<String> command = isInstalled() ? List.of("systemctl", "start", unit()) : transientUnit();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new Failure("engine-start", said.strip(), "journalctl -u " + unit());
            }
        } catch (IOException e) {
            throw new Failure(
                    "engine-start", "cannot run " + command.get(0) + ": " + e.getMessage(), "apt-get install systemd");
        }
        return Optional.empty();
    }

    /** The same properties as the unit that {@code jstack install} writes. */
    private List<String> transientUnit() throws Failure {
        return List.of(
                "systemd-run",
                "--quiet",
                "--collect",
                "--unit=" + unit(),
                "--property=Delegate=yes",
                "--property=KillMode=process",
                "--property=Restart=on-failure",
                "--property=RestartSec=0",
                "--property=SuccessExitStatus=143",
                "--property=TasksMax=infinity",
                "--property=OOMScoreAdjust=-500",
                "--setenv=JSTACK_INSTANCE=" + place.instance(),
                launcher(),
                "--engine");
    }

    // ---- without systemd

    private Process startGuard() throws Failure {
        try {
            Path state = place.log().toAbsolutePath().getParent();
            if (state != null && !Files.isDirectory(state)) {
                Files.createDirectories(
                        state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            // setsid: no signal of the caller's terminal reaches it; nothing of the caller's streams is kept open.
            // The child only waits for the guard, with its exit code
            ProcessBuilder guard = new ProcessBuilder("setsid", "--fork", "--wait", launcher(), "--guard")
                    .directory(new File("/"))
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(Redirect.appendTo(place.log().toFile()))
                    .redirectErrorStream(true);
            keepOnly(guard.environment());
            guard.environment().put("LC_ALL", "C.UTF-8");
            return guard.start();
        } catch (IOException e) {
            throw new Failure(
                    "engine-start",
                    "cannot start the engine: " + e.getMessage(),
                    "sudo jstack engine start, util-linux installed");
        }
    }

    /** The engine outlives the caller, and so does not take its environment over. */
    private static void keepOnly(Map<String, String> environment) {
        environment
                .keySet()
                .removeIf(name -> !name.equals("PATH")
                        && !name.equals("HOME")
                        && !name.equals("JAVA_HOME")
                        && !name.equals("TZ")
                        && !name.startsWith("JSTACK_")
                        && !name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
    }

    private static String launcher() throws Failure {
        String launcher = System.getProperty("jstack.launcher", "");
        if (launcher.isEmpty()) {
            throw new Failure("engine-not-running", "the engine is not running", "start it by ./jstack engine start");
        }
        return launcher;
    }

    private Failure notStarted(String what) {
        StringBuilder text = new StringBuilder(what);
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(place.log()));
            for (String line : lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())) {
                text.append("\n    ").append(line);
            }
        } catch (IOException e) {
            text.append(" (no log at ").append(place.log()).append(')');
        }
        return new Failure("engine-start", text.toString(), "jstack engine logs");
    }
}
