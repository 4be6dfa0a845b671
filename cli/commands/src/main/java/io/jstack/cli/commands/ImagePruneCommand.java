package io.jstack.cli.commands;

import io.jstack.engine.ImageAccess.Gone;
import io.jstack.engine.ImageFilter;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack image prune}. */
@Command(
        name = "prune",
        header = "$ jstack image prune -f --filter until=24h",
        description = "Remove images without a name, and what no image needs.")
final class ImagePruneCommand implements Callable<Integer> {
    private final Invocation run;

    @Option(
            names = {"-a", "--all"},
            description = "Every image that no container uses.")
    private boolean all;

    @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "until=24h, label=NAME, label!=NAME.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    ImagePruneCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        ImageFilter filter = PruneFilters.parse(filters, Instant.now());
        String question = all
                ? "This removes every image that no container uses. Go on?"
                : "This removes every image without a name. Go on?";
        if (!force && !run.isConfirmed(question, "jstack image prune -f")) {
            return ExitCode.FAILED;
        }
        print(all ? run.images().pruneUnused(filter) : run.images().pruneDangling(filter), run.out());
        return ExitCode.OK;
    }

    static void print(Gone gone, PrintStream out) {
        gone.untagged().forEach(name -> out.println("Untagged: " + name));
        gone.deleted().forEach(id -> out.println("Deleted: " + id));
        out.println("Total reclaimed space: " + gone.freed());
    }
}
