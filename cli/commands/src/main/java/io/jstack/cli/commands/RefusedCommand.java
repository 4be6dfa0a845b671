package io.jstack.cli.commands;

import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A command that docker has and jstack has not: it says so, and what to do instead. */
@Command(description = "Not supported.")
final class RefusedCommand implements Callable<Integer> {
    private final String command;
    private final String instead;

    @SuppressWarnings("UnusedVariable")
    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = new ArrayList<>();

    RefusedCommand(String command, String instead) {
        this.command = command;
        this.instead = instead;
    }

    @Override
    public Integer call() {
        throw new JstackException(CommandError.UNSUPPORTED, "jstack " + command + " is not supported", instead);
    }
}
