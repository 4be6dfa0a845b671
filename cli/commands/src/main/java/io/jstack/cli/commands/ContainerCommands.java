package io.jstack.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code jstack container …}. */
final class ContainerCommands {
    static final Group GROUP = new Group("container", "Containers one by one, by name or id.", verbs());

    private ContainerCommands() {}

    private static Map<String, Function<Invocation, Callable<Integer>>> verbs() {
        Map<String, Function<Invocation, Callable<Integer>>> verbs = new LinkedHashMap<>();
        verbs.put("run", ContainerRunCommand::new);
        verbs.put("create", ContainerCreateCommand::new);
        verbs.put("start", ContainerStartCommand::new);
        verbs.put("stop", ContainerVerb.Stop::new);
        verbs.put("restart", ContainerVerb.Restart::new);
        verbs.put("kill", ContainerVerb.Kill::new);
        verbs.put("rm", ContainerVerb.Rm::new);
        verbs.put("remove", ContainerVerb.Rm::new);
        verbs.put("pause", ContainerVerb.Pause::new);
        verbs.put("unpause", ContainerVerb.Unpause::new);
        verbs.put("exec", ContainerExecCommand::new);
        verbs.put("logs", ContainerLogsCommand::new);
        verbs.put("ls", ContainerPsCommand::new);
        verbs.put("ps", ContainerPsCommand::new);
        verbs.put("list", ContainerPsCommand::new);
        verbs.put("inspect", InspectCommand::container);
        verbs.put("port", ContainerPortCommand::new);
        verbs.put("top", ContainerTopCommand::new);
        verbs.put("cp", CpCommand::ofContainers);
        verbs.put("wait", ContainerWaitCommand::new);
        verbs.put("prune", ContainerPruneCommand::new);
        verbs.put("rename", ContainerRenameCommand::new);
        verbs.put("update", ContainerUpdateCommand::new);
        verbs.put("attach", ContainerAttachCommand::new);
        verbs.put("diff", ContainerDiffCommand::new);
        verbs.put("stats", ContainerStatsCommand::new);
        verbs.put("commit", ContainerCommitCommand::new);
        verbs.put("export", ContainerExportCommand::new);
        return verbs;
    }
}
