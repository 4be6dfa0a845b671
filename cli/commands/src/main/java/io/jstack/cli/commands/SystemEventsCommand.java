package io.jstack.cli.commands;

import io.jstack.engine.Filters;
import io.jstack.orchestrator.Event;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack system events}. */
@Command(
        name = "events",
        header = "$ jstack system events --since 10m --filter event=die",
        description = "Show what happens to all containers and stacks of this host, and why; Ctrl-C ends it.")
final class SystemEventsCommand implements Callable<Integer> {
    private final Invocation run;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "KEY=VALUE",
            description = "container, event, project, service, type.")
    private List<String> filters = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORM", description = "json (one object a line), or '{{.action}}'.")
    private Optional<String> format = Optional.empty();

    @Mixin
    private final EventStream stream = new EventStream();

    SystemEventsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        Filters wanted = FilterFlags.parse(filters, Set.of("container", "event", "project", "service", "type"));
        Optional<Template> template = format.filter(Template::isOne).map(Template::of);
        if (template.isEmpty() && format.filter(form -> !form.equals("json")).isPresent()) {
            throw new JstackException(
                    CommandError.USAGE,
                    "--format does not know " + format.get(),
                    "--format json, --format '{{.name}} {{.action}}'");
        }
        stream.follow(run, Optional.empty(), event -> {
            if (isWanted(event, wanted)) {
                run.out()
                        .println(template.map(form -> form.fill(EventStream.json(event)))
                                .orElseGet(() -> format.isPresent()
                                        ? EventStream.json(event).toString()
                                        : EventStream.text(event)));
            }
        });
        return ExitCode.OK;
    }

    private static boolean isWanted(Event event, Filters wanted) {
        String id = event.container().map(container -> container.value()).orElse("");
        return wanted.allow("type", event.resource().name().toLowerCase(Locale.ROOT)::equals)
                && wanted.allow("event", event.action()::equals)
                && wanted.allow("project", event.project()::equals)
                && wanted.allow("service", event.service().orElse("")::equals)
                && wanted.allow(
                        "container", name -> event.name().equals(name) || (!id.isEmpty() && id.startsWith(name)));
    }
}
