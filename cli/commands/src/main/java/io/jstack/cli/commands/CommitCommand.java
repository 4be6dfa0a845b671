package io.jstack.cli.commands;

import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack commit}. */
@Command(
        name = "commit",
        header = "$ jstack commit -m 'with the fix' web web:fixed",
        description = "Make an image of what a container has written; its volumes are no part of it.")
final class CommitCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "A service, or a container's name or id.")
    private String service = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "What the image is called.")
    private String name = "";

    @Option(names = "--index", paramLabel = "N", description = "The n-th replica.")
    private int index;

    @Mixin
    private final CommitFlags flags = new CommitFlags();

    CommitCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        flags.commit(run, container(run, service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty()), name);
        return ExitCode.OK;
    }

    /** A container of a service of the stack at hand, or the one of that name or id. */
    static ContainerId container(Invocation run, String word, OptionalInt index) {
        try {
            return run.container(run.project(), word, index).container().id();
        } catch (JstackException noService) {
            return run.stacks().container(word).orElseThrow(() -> noService);
        }
    }
}
