package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack audit}. */
@Command(
        name = "audit",
        header = "$ jstack audit --failed web",
        description = "Hold containers against the CIS Docker Benchmark, section 5. Exits with 0 whatever is found.")
final class AuditCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only these; one container of each is looked at.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORM", description = "table, or json (one object a line).")
    private String format = "table";

    @Option(names = "--failed", description = "Only items that do not hold.")
    private boolean failed;

    AuditCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        if (!format.equals("table") && !format.equals("json")) {
            throw new JstackException(
                    CommandError.USAGE, "--format does not know " + format, "--format table or --format json");
        }
        Map<String, ContainerStatus> looked = new TreeMap<>();
        for (ContainerStatus status : run.projects().ps(run.project())) {
            String service = status.container().service();
            if (services.isEmpty() || services.contains(service)) {
                looked.putIfAbsent(service, status);
            }
        }
        Table table = new Table("SERVICE", "ID", "RESULT", "ITEM", "FOUND");
        looked.forEach((service, status) -> {
            for (List<String> item : run.stacks().audit(status.container().id())) {
                if (failed && item.get(1).equals("pass")) {
                    continue;
                }
                if (format.equals("json")) {
                    run.out().println(json(service, item));
                } else {
                    table.row(service, item.get(0), item.get(1), item.get(2), item.get(3));
                }
            }
        });
        if (format.equals("table")) {
            table.print(run.out());
        }
        return ExitCode.OK;
    }

    private static ObjectNode json(String service, List<String> item) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Service", service)
                .put("ID", item.get(0))
                .put("Result", item.get(1))
                .put("Item", item.get(2))
                .put("Found", item.get(3));
    }
}
