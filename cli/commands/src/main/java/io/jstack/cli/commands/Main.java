package io.jstack.cli.commands;

import io.jstack.engine.Instance;
import io.jstack.engine.RunningEngine;
import io.jstack.engine.api.DockerApi;
import io.jstack.engine.terminal.TerminalServer;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The engine's process: boots the engine, serves clients, and leaves when it is asked to. Containers are not its to end. */
public final class Main {
    private Main() {}

    /** Arguments: none, or {@code --rehearse SOCKET}: see {@link Rehearsal}. */
    public static void main(String[] arguments) {
        RunningEngine.loadAhead();
        EngineLog.begin();
        try {
            if (arguments.length == 2 && arguments[0].equals("--rehearse")) {
                Rehearsal.run(Path.of(arguments[1]), version());
            } else {
                serve();
            }
        } catch (JstackException e) {
            System.err.println("jstack: " + e.getMessage());
            System.exit(ExitCode.FAILED);
        } catch (InterruptedException e) {
            System.exit(ExitCode.FAILED);
        }
        System.exit(ExitCode.OK);
    }

    private static void serve() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        RunningEngine engine = RunningEngine.boot(Instance.of(System.getenv()));
        TerminalServer server =
                engine.serve(version(), asked::countDown, new Commands(new EngineStacks(engine), version()));
        DockerApi.offer(engine, server, version());
        Thread hook = new Thread(() -> close(server, engine), "leave");
        Runtime.getRuntime().addShutdownHook(hook); // SIGTERM; System.exit runs it too
        asked.await();
    }

    private static void close(TerminalServer server, RunningEngine engine) {
        server.close();
        engine.close();
    }

    static String version() {
        return System.getProperty("jstack.version", "0.1.0");
    }
}
