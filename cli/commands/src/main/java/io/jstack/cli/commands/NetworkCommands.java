package io.jstack.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code jstack network …}. */
final class NetworkCommands {
    static final Group GROUP = new Group("network", "Networks of this host.", verbs());

    private NetworkCommands() {}

    private static Map<String, Function<Invocation, Callable<Integer>>> verbs() {
        Map<String, Function<Invocation, Callable<Integer>>> verbs = new LinkedHashMap<>();
        verbs.put("ls", NetworkLsCommand::new);
        verbs.put("list", NetworkLsCommand::new);
        verbs.put("create", NetworkCreateCommand::new);
        verbs.put("inspect", InspectCommand::network);
        verbs.put("rm", NetworkRmCommand::new);
        verbs.put("remove", NetworkRmCommand::new);
        verbs.put("prune", NetworkPruneCommand::new);
        return verbs;
    }
}
