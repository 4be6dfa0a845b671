package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.JstackException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack spec}. */
@Command(
        name = "spec",
        header = "$ jstack spec web >config.json",
        description = "Print the OCI runtime spec that a service's container was last started from.")
final class SpecCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Whose first container.")
    private String service = "";

    SpecCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        ContainerStatus status = run.projects().ps(run.project()).stream()
                .filter(candidate -> candidate.container().service().equals(service))
                .findFirst()
                .orElseThrow(() -> noSpec("service %s has no container".formatted(service)));
        run.out()
                .println(run.stacks()
                        .spec(status.container().id())
                        .orElseThrow(() -> noSpec(status.container().name()
                                + " has not been started yet, or its engine was killed right after")));
        return ExitCode.OK;
    }

    private JstackException noSpec(String why) {
        return new JstackException(CommandError.NOT_FOUND, why, "jstack up -d " + service);
    }
}
