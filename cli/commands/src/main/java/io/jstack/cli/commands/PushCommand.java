package io.jstack.cli.commands;

import io.jstack.orchestrator.model.Service;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack push}. */
@Command(
        name = "push",
        header = "$ jstack push web",
        description = "Push the images that services build, each to the registry in its name.")
final class PushCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which, or names of images; all that build when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--ignore-push-failures", description = "Go on when one cannot be pushed.")
    private boolean ignoreFailures;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show nothing but failures.")
    private boolean quiet;

    PushCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Problem> failures = new ArrayList<>();
        for (String name : names()) {
            try {
                ImagePushCommand.push(run, name, quiet ? ImagePullCommand.Shown.FAILURES : ImagePullCommand.Shown.ALL);
            } catch (JstackException e) {
                failures.addAll(e.problems());
            }
        }
        if (!failures.isEmpty() && !ignoreFailures) {
            throw new JstackException(failures);
        }
        return ExitCode.OK;
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        if (services.isEmpty()) {
            run.load().stack().services().values().stream()
                    .filter(service -> service.image().build().isPresent())
                    .forEach(service -> names.add(service.image().reference()));
            return names;
        }
        var stack = run.loadIfAny();
        for (String word : services) {
            Service service = stack.isPresent() ? stack.get().stack().services().get(word) : null;
            names.add(service == null ? word : service.image().reference());
        }
        return names;
    }
}
