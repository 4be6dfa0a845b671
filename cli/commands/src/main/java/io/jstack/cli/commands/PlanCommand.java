package io.jstack.cli.commands;

import io.jstack.orchestrator.Changes;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.UpOptions;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack plan}. */
@Command(
        name = "plan",
        header = "$ jstack plan || [ $? = 2 ]",
        description =
                "Show what up would do, and why; do nothing. Exits with 0 when nothing is to be done, with 2 when something is.")
final class PlanCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Mixin
    private final CreateFlags create = new CreateFlags();

    @Option(names = "--format", paramLabel = "FORM", description = "text or json.")
    private String format = "text";

    @Option(names = "--drift", description = "What the engine would repair now, whatever the file says.")
    private boolean drift;

    PlanCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        if (!format.equals("text") && !format.equals("json")) {
            throw new JstackException(CommandError.USAGE, "--format does not know " + format, "--format text|json");
        }
        Changes changes = drift
                ? run.projects().drift(run.project())
                : run.projects().plan(run.load(services).stack(), options());
        String text = format.equals("json") ? changes.json() : changes.text();
        run.out().print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
        changes.warnings().forEach(warning -> run.err().println("warning: " + warning));
        changes.questions().forEach(question -> run.err().println("question: " + question));
        return changes.isEmpty() ? ExitCode.OK : ExitCode.CHANGES;
    }

    private UpOptions options() {
        return new UpOptions(
                services,
                create.dependencies(),
                create.recreate(),
                create.images(),
                create.scale(),
                create.orphans(run),
                AnonymousVolumes.KEEP,
                UpOptions.Start.NOW,
                Optional.empty(),
                UpOptions.Failure.KEEP,
                Optional.empty(),
                run.holder("plan"));
    }
}
