package io.jstack.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code jstack volume …}. */
final class VolumeCommands {
    static final Group GROUP = new Group("volume", "Volumes of this host.", verbs());

    private VolumeCommands() {}

    private static Map<String, Function<Invocation, Callable<Integer>>> verbs() {
        Map<String, Function<Invocation, Callable<Integer>>> verbs = new LinkedHashMap<>();
        verbs.put("ls", VolumeLsCommand::new);
        verbs.put("list", VolumeLsCommand::new);
        verbs.put("create", VolumeCreateCommand::new);
        verbs.put("inspect", InspectCommand::volume);
        verbs.put("rm", VolumeRmCommand::new);
        verbs.put("remove", VolumeRmCommand::new);
        verbs.put("prune", VolumePruneCommand::new);
        verbs.put("export", VolumeExportCommand::new);
        verbs.put("import", VolumeImportCommand::new);
        return verbs;
    }
}
