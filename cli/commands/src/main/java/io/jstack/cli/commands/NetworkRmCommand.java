package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack network rm}. */
@Command(
        name = "rm",
        header = "$ jstack network rm shared",
        description = "Remove networks made by hand that no container uses.")
final class NetworkRmCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "NETWORK", description = "Names or ids.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "One that is not there is no error.")
    private boolean force;

    NetworkRmCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        return EachOf.names(names, force)
                .act(run, name -> run.stacks().networks().remove(name));
    }
}
