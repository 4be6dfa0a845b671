package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.values.JstackException;
import java.io.IOException;

/** Asks a person before something is lost. */
final class Question {
    private Question() {}

    /**
     * Whether the answer was yes.
     *
     * @param warning what is about to happen, a sentence
     * @param unasked the command line that does it without asking
     * @throws JstackException when standard input is no terminal
     */
    static boolean isAgreed(Invocation run, String warning, String unasked) {
        Terminal terminal = run.terminal();
        if (!terminal.isTerminal(StandardStream.IN)) {
            throw new JstackException(CommandError.USAGE, "nobody can be asked: " + warning, unasked);
        }
        run.err().print(warning + "\nAre you sure? [yN] ");
        run.err().flush();
        try {
            int answer = terminal.in().read();
            return answer == 'y' || answer == 'Y';
        } catch (IOException e) {
            return false;
        }
    }
}
