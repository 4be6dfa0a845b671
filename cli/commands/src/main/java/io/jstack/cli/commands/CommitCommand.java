package io.jstack.cli.commands;

import io.jstack.engine.ImageAccess;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

    @Option(
            names = {"-a", "--author"},
            paramLabel = "WHO",
            description = "The image's author.")
    private Optional<String> author = Optional.empty();

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "What its history says.")
    private Optional<String> message = Optional.empty();

    @Option(
            names = {"-c", "--change"},
            paramLabel = "INSTRUCTION",
            description = "A Dockerfile instruction, such as USER nobody.")
    private List<String> changes = new ArrayList<>();

    @Option(
            names = {"-p", "--pause"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "Pause it while its files are read (the default).")
    private boolean pause = true;

    @Option(names = "--no-pause", description = "Let it run meanwhile.")
    private boolean noPause;

    CommitCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        ImageAccess.WhileWritten state =
                pause && !noPause ? ImageAccess.WhileWritten.PAUSED : ImageAccess.WhileWritten.RUNNING;
        ContainerId container = container(run, service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty());
        run.out()
                .println(run.images().commit(container, new ImageAccess.Commit(name, author, message, changes, state)));
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
