package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack volume create}. */
@Command(
        name = "create",
        header = "$ jstack volume create -o mode=0750 data",
        description = "Make a volume that stacks mount as external: true.")
final class VolumeCreateCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "0..1", paramLabel = "VOLUME", description = "Its name; a random one when none is given.")
    private String name = "";

    @Option(names = "--name", hidden = true, description = "The same.")
    private String named = "";

    @Option(
            names = {"-d", "--driver"},
            paramLabel = "DRIVER",
            description = "local, the only one.")
    private String driver = "local";

    @Option(
            names = {"-o", "--opt"},
            paramLabel = "NAME=VALUE",
            description = "type=none with o=bind and device=PATH; uid, gid, mode of the data.")
    private List<String> options = new ArrayList<>();

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "Add a label.")
    private List<String> labels = new ArrayList<>();

    VolumeCreateCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String chosen = name.isEmpty() ? named : name;
        run.out().println(run.stacks().volumes().create(chosen, driver, Pairs.of(options), Pairs.of(labels)));
        return ExitCode.OK;
    }
}
