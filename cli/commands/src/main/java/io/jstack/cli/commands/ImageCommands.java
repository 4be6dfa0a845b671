package io.jstack.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code jstack image …}: what takes names of images, not services. */
final class ImageCommands {
    static final Group GROUP = new Group("image", "Images of this host.", verbs());

    private ImageCommands() {}

    private static Map<String, Function<Invocation, Callable<Integer>>> verbs() {
        Map<String, Function<Invocation, Callable<Integer>>> verbs = new LinkedHashMap<>();
        verbs.put("ls", ImageLsCommand::new);
        verbs.put("list", ImageLsCommand::new);
        verbs.put("build", ImageBuildCommand::new);
        verbs.put("pull", ImagePullCommand::new);
        verbs.put("push", ImagePushCommand::new);
        verbs.put("tag", TagCommand::new);
        verbs.put("rm", RmiCommand::new);
        verbs.put("remove", RmiCommand::new);
        verbs.put("prune", ImagePruneCommand::new);
        verbs.put("inspect", InspectCommand::image);
        verbs.put("history", HistoryCommand::new);
        verbs.put("save", SaveCommand::new);
        verbs.put("load", LoadCommand::new);
        verbs.put("import", ImportCommand::new);
        verbs.put("fsck", ImageFsckCommand::new);
        return verbs;
    }
}
