package io.jstack.cli.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Optional;

/** {@code engine start|stop|restart|logs}: what must also work when the engine does not, or is of another version. */
final class EngineVerbs {
    private static final long STOP_PATIENCE_MILLIS = 15_000;
    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final int BLOCK = 64 << 10;

    private final EngineProcess engine;
    private final Place place;

    EngineVerbs(EngineProcess engine, Place place) {
        this.engine = engine;
        this.place = place;
    }

    int run(String[] arguments) throws IOException, Failure, InterruptedException {
        switch (arguments[1]) {
            case "start" -> engine.connect().close();
            case "stop" -> stop();
            case "restart" -> {
                stop();
                engine.start().close();
            }
            default -> logs(arguments);
        }
        return 0;
    }

    /** Containers go on: only the engine leaves. */
    private void stop() throws IOException, Failure, InterruptedException {
        Connection connection;
        try {
            connection = Connection.open(place.socket());
        } catch (IOException notRunning) {
            engine.refuseWhoIsShutOut();
            return;
        }
        String status = connection.ask("POST", "/jstack/stop");
        if (!status.contains(" 202 ")) {
            throw new Failure("jstack: " + connection.body().strip());
        }
        String pid = connection.header("Jstack-Pid");
        connection.close();
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
        long deadline = System.nanoTime() + STOP_PATIENCE_MILLIS * 1_000_000;
        while (process.isPresent() && process.get().isAlive()) {
            if (System.nanoTime() > deadline) {
                throw new Failure(
                        "engine-stop",
                        "the engine (pid " + pid + ") does not leave",
                        "kill -9 " + pid + "; containers keep running");
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private void logs(String[] arguments) throws IOException, Failure, InterruptedException {
        boolean follow = false;
        int tail = Integer.MAX_VALUE;
        for (int i = 2; i < arguments.length; i++) {
            if (arguments[i].equals("-f") || arguments[i].equals("--follow")) {
                follow = true;
            } else if ((arguments[i].equals("-n") || arguments[i].equals("--tail")) && i + 1 < arguments.length) {
                tail = number(arguments[++i]);
            } else {
                throw new Failure(
                        "usage", "engine logs does not know " + arguments[i], "jstack engine logs [-f] [-n LINES]");
            }
        }
        if (EngineProcess.hasSystemd()) {
            new ProcessBuilder(
                            "journalctl",
                            "--no-pager",
                            "-o",
                            "cat",
                            "-u",
                            engine.unit(),
                            follow ? "-f" : "-q",
                            "-n",
                            tail == Integer.MAX_VALUE ? "all" : Integer.toString(tail))
                    .inheritIO()
                    .start()
                    .waitFor();
            return;
        }
        print(tail, follow);
    }

    private static int number(String text) throws Failure {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Failure("usage", "not a number of lines: " + text, "jstack engine logs -n 100");
        }
    }

    private void print(int tail, boolean follow) throws IOException, Failure, InterruptedException {
        try (RandomAccessFile log = new RandomAccessFile(place.log().toFile(), "r");
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            log.seek(lastLines(log, tail));
            byte[] block = new byte[BLOCK];
            while (true) {
                int read = log.read(block);
                if (read > 0) {
                    out.write(block, 0, read);
                } else if (follow) {
                    Thread.sleep(LOOK_AGAIN_MILLIS * 10);
                    if (log.length() < log.getFilePointer()) {
                        log.seek(0); // it got too long, and the engine began it anew
                    }
                } else {
                    return;
                }
            }
        } catch (java.io.FileNotFoundException e) {
            throw new Failure("no-log", "cannot read the engine's log: " + e.getMessage(), "sudo jstack engine logs");
        }
    }

    /** Where the last {@code count} lines begin. */
    private static long lastLines(RandomAccessFile log, int count) throws IOException {
        if (count == Integer.MAX_VALUE) {
            return 0;
        }
        byte[] all = new byte[(int) Math.min(log.length(), Integer.MAX_VALUE - 8)];
        log.readFully(all);
        int lines = 0;
        for (int at = all.length - 2; at >= 0; at--) {
            if (all[at] == '\n' && ++lines == count) {
                return at + 1;
            }
        }
        return 0;
    }
}
