package io.jstack.cli.commands;

import io.jstack.engine.HostNetworks;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack network create}. */
@Command(
        name = "create",
        header = "$ jstack network create --subnet 10.9.0.0/24 shared",
        description = "Make a network that stacks join as external: true.")
final class NetworkCreateCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "NETWORK", description = "Its name.")
    private String name = "";

    @Option(
            names = {"-d", "--driver"},
            paramLabel = "DRIVER",
            description = "bridge, the only one.")
    private String driver = "bridge";

    @Option(names = "--internal", description = "With no way out of it.")
    private boolean internal;

    @Option(names = "--subnet", paramLabel = "SUBNET", description = "10.9.0.0/24.")
    private Optional<String> subnet = Optional.empty();

    @Option(names = "--gateway", paramLabel = "ADDRESS", description = "The bridge's own address.")
    private Optional<String> gateway = Optional.empty();

    @Option(names = "--ip-range", paramLabel = "SUBNET", description = "Where addresses are chosen from.")
    private Optional<String> range = Optional.empty();

    @Option(names = "--aux-address", paramLabel = "NAME=ADDRESS", description = "Never given to a container.")
    private List<String> reserved = new ArrayList<>();

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "Add a label.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = {"-o", "--opt"},
            paramLabel = "NAME=VALUE",
            description = "com.docker.network.driver.mtu.")
    private List<String> options = new ArrayList<>();

    NetworkCreateCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        if (!driver.equals("bridge")) {
            throw new JstackException(
                    CommandError.UNSUPPORTED, "network driver " + driver + " is not supported", "--driver bridge");
        }
        run.out()
                .println(run.stacks()
                        .networks()
                        .create(new HostNetworks.Wish(
                                name,
                                internal,
                                subnet,
                                gateway,
                                range,
                                Pairs.of(reserved),
                                Pairs.of(options),
                                Pairs.of(labels))));
        return ExitCode.OK;
    }
}
