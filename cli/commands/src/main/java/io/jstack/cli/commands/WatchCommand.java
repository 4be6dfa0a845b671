package io.jstack.cli.commands;

import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.WatchRule;
import io.jstack.orchestrator.stack.LoadedStack;
import io.jstack.orchestrator.stack.decode.WatchDecoder;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack watch}. */
@Command(
        name = "watch",
        header = "$ jstack watch web",
        description = "Bring services up, then carry changed files into them as develop.watch says, until interrupted.")
final class WatchCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all that have develop.watch when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--no-up", description = "Take the services as they run.")
    private boolean noUp;

    WatchCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        LoadedStack loaded = run.load(services);
        Watching watching = new Watching(run, loaded.stack(), rules(loaded, services));
        if (!noUp) {
            try (ProgressDisplay progress = run.progress()) {
                run.projects()
                        .up(
                                loaded.stack(),
                                UpOptions.DEFAULT.withServices(services).heldBy(run.holder("watch")),
                                progress);
            }
        }
        watching.run();
        return ExitCode.OK;
    }

    /** The rules of the named services, or of all. */
    static Map<String, List<WatchRule>> rules(LoadedStack loaded, List<String> services) {
        Map<String, List<WatchRule>> rules = new LinkedHashMap<>(WatchDecoder.of(loaded.tree()));
        if (!services.isEmpty()) {
            rules.keySet().retainAll(services);
        }
        if (rules.isEmpty()) {
            throw new JstackException(
                    CommandError.USAGE,
                    "nothing to watch: none of the services has develop.watch",
                    "services.NAME.develop.watch: [{path: ./src, action: sync, target: /app/src}]");
        }
        return rules;
    }
}
