package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack volume rm}. */
@Command(
        name = "rm",
        header = "$ jstack volume rm shop_data",
        description = "Remove volumes that no container mounts, and their data.")
final class VolumeRmCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "VOLUME", description = "Names.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "One that is not there is no error.")
    private boolean force;

    VolumeRmCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        return EachOf.names(names, force)
                .act(run, name -> run.stacks().volumes().remove(name));
    }
}
