package io.jstack.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code jstack system …}. */
final class SystemCommands {
    static final Group GROUP = new Group("system", "This engine and its machine: space, events, facts.", verbs());

    private SystemCommands() {}

    private static Map<String, Function<Invocation, Callable<Integer>>> verbs() {
        Map<String, Function<Invocation, Callable<Integer>>> verbs = new LinkedHashMap<>();
        verbs.put("df", SystemDfCommand::new);
        verbs.put("events", SystemEventsCommand::new);
        verbs.put("info", SystemInfoCommand::new);
        verbs.put("prune", SystemPruneCommand::new);
        return verbs;
    }
}
