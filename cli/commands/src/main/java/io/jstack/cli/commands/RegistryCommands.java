package io.jstack.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code jstack registry …}: what a registry keeps, without a copy of it here. */
final class RegistryCommands {
    static final Group GROUP = new Group("registry", "Images at a registry.", verbs());

    private RegistryCommands() {}

    private static Map<String, Function<Invocation, Callable<Integer>>> verbs() {
        Map<String, Function<Invocation, Callable<Integer>>> verbs = new LinkedHashMap<>();
        verbs.put("tags", RegistryTagsCommand::new);
        verbs.put("rm", RegistryRmCommand::new);
        return verbs;
    }
}
