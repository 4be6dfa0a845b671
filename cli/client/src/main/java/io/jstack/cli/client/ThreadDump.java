package io.jstack.cli.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code jstack PID}: the name is shared with the JDK's thread-dump tool, so a number is handed on to that one. */
final class ThreadDump {
    private ThreadDump() {}

    /** {@code jstack [-l] [-e] PID}. */
    static boolean isMeant(String[] arguments) {
        if (arguments.length == 0) {
            return false;
        }
        for (int i = 0; i < arguments.length - 1; i++) {
            if (!arguments[i].equals("-l") && !arguments[i].equals("-e")) {
                return false;
            }
        }
        String last = arguments[arguments.length - 1];
        for (int i = 0; i < last.length(); i++) {
            if (last.charAt(i) < '0' || last.charAt(i) > '9') {
                return false;
            }
        }
        return !last.isEmpty();
    }

    static int run(String[] arguments) throws IOException, Failure, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jstack");
        if (!tool.toFile().canExecute()) {
            throw new Failure(
                    "tool-missing",
                    "a number is meant for the JDK's own jstack, and there is none at " + tool,
                    "apt-get install openjdk-17-jdk-headless");
        }
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(0, tool.toString());
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
