package io.jstack.cli.commands;

import java.util.List;
import picocli.CommandLine.Option;

/** What every {@code prune} asks before it removes. */
final class PruneFlags {
    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    /**
     * Whether these are to go; nobody is asked about nothing.
     *
     * @param what a sentence's beginning: {@code Going to remove}
     * @param verb the command line, for who cannot be asked
     */
    boolean isAgreed(Invocation run, String what, List<String> names, String verb) {
        return !names.isEmpty()
                && (force || Question.isAgreed(run, what + " " + String.join(", ", names), verb + " -f"));
    }
}
