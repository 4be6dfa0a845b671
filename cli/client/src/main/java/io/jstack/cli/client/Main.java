package io.jstack.cli.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The client's main: the whole of a command runs in the engine, except what is about the engine itself. */
public final class Main {
    private Main() {}

    /** Ends the process with the command's exit code. */
    public static void main(String[] arguments) {
        int code;
        try {
            code = run(arguments);
        } catch (Failure e) {
            code = 1;
            print(e.getMessage() + "\n");
        } catch (IOException e) {
            code = 1;
            print("jstack: " + e + "\n");
        } catch (InterruptedException e) {
            code = 130;
        }
        Runtime.getRuntime().halt(code); // input threads may sit in a read that nothing ends
    }

    private static int run(String[] arguments) throws IOException, Failure, InterruptedException {
        if (ThreadDump.isMeant(arguments)) {
            return ThreadDump.run(arguments);
        }
        Place place = Place.ofEnvironment();
        EngineProcess engine = new EngineProcess(place);
        if (arguments.length > 1 && arguments[0].equals("engine")) {
            switch (arguments[1]) {
                case "start":
                case "stop":
                case "restart":
                case "logs":
                    return new EngineVerbs(engine, place).run(arguments);
                case "status":
                    if (!engine.answers()) {
                        engine.refuseWhoIsShutOut();
                        print("jstack: the engine is not running\n");
                        return 1;
                    }
                    break;
                default: // help and mistakes are the engine's to answer
            }
        }
        byte[] hello = Surroundings.hello(version(), arguments.length);
        return new Session(terminal(engine.connect(), hello)).run();
    }

    private static Frames terminal(Connection connection, byte[] hello) throws Failure {
        try {
            return connection.terminal(hello);
        } catch (IOException e) {
            throw Session.engineGone("as this command came"); // dying, it still listened
        }
    }

    /** What the launcher says; the engine says the same of itself, or they are of different builds. */
    static String version() {
        return System.getProperty("jstack.version", "0.1.0");
    }

    static void print(String text) {
        try (FileOutputStream err = new FileOutputStream(FileDescriptor.err)) {
            err.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException nobodyListens) {
            // the exit code says it too
        }
    }
}
