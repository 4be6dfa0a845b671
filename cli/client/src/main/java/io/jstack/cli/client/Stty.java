package io.jstack.cli.client;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This process's terminal by stty(1), where the engine cannot set it: and in any case the one who puts it back when the engine is no
 * longer there to do so.
 */
final class Stty {
    private Optional<String> saved = Optional.empty();

    /** The engine has set raw mode; these are the modes it found, in the form of {@code stty -g}. */
    synchronized void saved(String modes) {
        saved = Optional.of(modes);
    }

    /** The engine has put the modes back. */
    synchronized void forget() {
        saved = Optional.empty();
    }

    synchronized void raw() throws IOException {
        if (saved.isEmpty()) {
            saved = Optional.of(run("-g"));
        }
        run("raw", "-echo");
    }

    /** Nothing when raw mode was not on. */
    synchronized void restore() {
        if (saved.isPresent()) {
            try {
                run(saved.get());
            } catch (IOException gone) {
                // a terminal that hung up has no mode to go back to
            }
            saved = Optional.empty();
        }
    }

    /** {@code columns rows}; empty when it cannot be told. */
    static String size() {
        try {
            String[] rowsAndColumns = run("size").split(" ", 2);
            return rowsAndColumns.length == 2 ? rowsAndColumns[1] + " " + rowsAndColumns[0] : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(0, "stty");
        Process stty = new ProcessBuilder(command)
                .redirectInput(
                        Surroundings.isTerminal(0)
                                ? ProcessBuilder.Redirect.INHERIT
                                : ProcessBuilder.Redirect.from(new File("/dev/tty")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }
}
