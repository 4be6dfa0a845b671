package io.jstack.cli.commands;

import io.jstack.orchestrator.Observed;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack port}. */
@Command(
        name = "port",
        header = "$ jstack port web 80",
        description = "Print where a container's port is published: 0.0.0.0:8080.")
final class PortCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Whose.")
    private String service = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PORT",
            description = "The port in the container; all when left out.")
    private int port;

    @Option(names = "--index", paramLabel = "N", description = "Of the n-th replica.")
    private int index;

    @Option(names = "--protocol", paramLabel = "PROTOCOL", description = "tcp or udp.")
    private String protocol = "tcp";

    PortCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        List<Observed.Publish> all = run.running(
                        run.project(), service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty())
                .container()
                .publishes();
        if (port == 0) {
            all.forEach(publish ->
                    run.out().println(publish.target() + "/" + publish.protocol() + " -> " + address(publish)));
            return ExitCode.OK;
        }
        List<Observed.Publish> found = all.stream()
                .filter(publish ->
                        publish.target() == port && publish.protocol().equals(protocol))
                .toList();
        if (found.isEmpty()) {
            throw new JstackException(
                    CommandError.NOT_FOUND,
                    "port " + port + "/" + protocol + " of service " + service + " is not published",
                    all.isEmpty() ? "ports: [\"" + port + "\"] in the stack file" : "jstack port " + service);
        }
        found.forEach(publish -> run.out().println(address(publish)));
        return ExitCode.OK;
    }

    static String address(Observed.Publish publish) {
        String ip = publish.hostIp().contains(":") ? "[" + publish.hostIp() + "]" : publish.hostIp();
        return ip + ":" + publish.hostPort();
    }
}
