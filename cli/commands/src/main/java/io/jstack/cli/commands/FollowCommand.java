package io.jstack.cli.commands;

import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code jstack follow}. Reads the stack again every second, with all it is made of: files, includes, {@code .env}, {@code env_file}. What
 * came out the same twice and differs from what is up is brought up; what cannot be read is told once and changes nothing.
 */
@Command(
        name = "follow",
        header = "$ jstack follow",
        description = {
            "Bring the stack up, and again whenever its files change, until interrupted.",
            "Stack files, what they include, .env and env_file count. The stack stays up afterwards."
        })
final class FollowCommand implements Callable<Integer> {
    private static final long LOOK_EVERY_SECONDS = 1;

    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Services to bring up; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Mixin
    private final CreateFlags create = new CreateFlags();

    private final CountDownLatch interrupted = new CountDownLatch(1);

    FollowCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        run.terminal().onSignal(signal -> interrupted.countDown());
        Stack up = run.load().stack();
        bringUp(up);
        Optional<Stack> seen = Optional.of(up);
        String trouble = "";
        while (!interrupted.await(LOOK_EVERY_SECONDS, TimeUnit.SECONDS)) {
            try {
                Stack now = run.loads().load(run.request()).stack();
                trouble = "";
                if (!now.equals(up) && seen.filter(now::equals).isPresent()) {
                    up = now;
                    run.err().println("the files changed");
                    bringUp(up);
                }
                seen = Optional.of(now);
            } catch (JstackException e) {
                String said = String.valueOf(e.getMessage());
                if (!trouble.equals(said)) {
                    trouble = said;
                    Commands.tell(run, e);
                }
                seen = Optional.empty();
            }
        }
        return ExitCode.OK;
    }

    private void bringUp(Stack stack) {
        try (ProgressDisplay progress = run.progress()) {
            run.projects().up(stack, options(), create.filter(progress));
        }
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
                run.holder("follow"));
    }
}
