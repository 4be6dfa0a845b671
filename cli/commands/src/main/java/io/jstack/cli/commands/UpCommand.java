package io.jstack.cli.commands;

import io.jstack.orchestrator.Changes;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.LoadedStack;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack up}. */
@Command(
        name = "up",
        header = "$ jstack up -d --wait",
        description = "Create and start what the stack file describes, and keep it true from then on.")
final class UpCommand implements Callable<Integer> {
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final Invocation run;

    @Parameters(
            paramLabel = "SERVICE",
            description = "Services to bring up, with what they depend on; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-d", "--detach"},
            description = "Return once everything is started.")
    private boolean detach;

    @Option(names = "--wait", description = "Return once everything is running and healthy; implies -d.")
    private boolean wait;

    @Option(
            names = "--wait-timeout",
            paramLabel = "SECONDS",
            converter = Converters.Seconds.class,
            description = "How long --wait waits.")
    private Optional<Duration> waitTimeout = Optional.empty();

    @Mixin
    private final CreateFlags create = new CreateFlags();

    @Option(
            names = {"-w", "--watch"},
            description = "Carry changed files into the services, as develop.watch says.")
    private boolean watch;

    @Option(names = "--no-start", description = "Create only.")
    private boolean noStart;

    @Option(
            names = {"-V", "--renew-anon-volumes"},
            description = "Fresh anonymous volumes for recreated containers.")
    private boolean renewVolumes;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            converter = Converters.Seconds.class,
            description = "Time between the stop signal and SIGKILL.")
    private Optional<Duration> timeout = Optional.empty();

    @Option(names = "--atomic", description = "When something fails, take back what this command made.")
    private boolean atomic;

    @Option(names = "--abort-on-container-exit", description = "Stop everything when a container ends.")
    private boolean abortOnExit;

    @Option(names = "--abort-on-container-failure", description = "Stop everything when a container fails.")
    private boolean abortOnFailure;

    @Option(
            names = "--exit-code-from",
            paramLabel = "SERVICE",
            description = "Exit with that service's code; implies --abort-on-container-exit.")
    private Optional<String> exitCodeFrom = Optional.empty();

    @Option(names = "--attach", paramLabel = "SERVICE", description = "Show only the output of these.")
    private List<String> attach = new ArrayList<>();

    @Option(names = "--no-attach", paramLabel = "SERVICE", description = "Do not show the output of these.")
    private List<String> noAttach = new ArrayList<>();

    @Option(names = "--attach-dependencies", description = "Show the output of dependencies too.")
    private boolean attachDependencies;

    @Mixin
    private final LogFlags logs = new LogFlags();

    @Option(names = "--timestamps", description = "Show when each line was written.")
    private boolean timestamps;

    UpCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        LoadedStack loaded = run.load(services);
        Stack stack = loaded.stack();
        UpOptions options = options();
        if (run.globals().isDryRun()) {
            Changes changes = run.projects().plan(stack, options);
            run.out().print(changes.text());
            return ExitCode.OK;
        }
        Optional<Watching> watching = watch ? Optional.of(watching(loaded)) : Optional.empty();
        Instant begun = Instant.now();
        try (ProgressDisplay progress = run.progress()) {
            run.projects().up(stack, options, create.filter(progress));
        }
        if (detach || wait || noStart) {
            return ExitCode.OK;
        }
        Set<String> shown = attached(stack);
        LogPrinter printer = new LogPrinter(run, logs, timestamps);
        Foreground.Until until = exitCodeFrom.isPresent() || abortOnExit
                ? Foreground.Until.ONE_ENDED
                : abortOnFailure ? Foreground.Until.ONE_FAILED : Foreground.Until.ALL_ENDED;
        Thread watcher = new Thread(() -> watching.ifPresent(UpCommand::watch), "watch");
        watcher.start();
        try {
            return new Foreground(run, stack.project(), services, shown, timeout, printer)
                    .run(until, exitCodeFrom, begun);
        } finally {
            watcher.interrupt();
            watcher.join();
        }
    }

    private Watching watching(LoadedStack loaded) throws IOException {
        if (detach || wait || noStart) {
            throw new JstackException(
                    CommandError.USAGE, "--watch stays in the foreground", "leave -d away, or run jstack watch");
        }
        return new Watching(run, loaded.stack(), WatchCommand.rules(loaded, services));
    }

    private static void watch(Watching watching) {
        try {
            watching.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end of the foreground
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
                renewVolumes ? AnonymousVolumes.REMOVE : AnonymousVolumes.KEEP,
                noStart ? UpOptions.Start.LATER : UpOptions.Start.NOW,
                wait ? Optional.of(waitTimeout.orElse(NO_LIMIT)) : Optional.empty(),
                atomic ? UpOptions.Failure.ROLL_BACK : UpOptions.Failure.KEEP,
                timeout,
                run.holder("up"));
    }

    /** Whose output is shown: what was named, else everything that is not {@code attach: false}. */
    private Set<String> attached(Stack stack) {
        Set<String> shown = new LinkedHashSet<>(
                !attach.isEmpty()
                        ? attach
                        : services.isEmpty() || attachDependencies
                                ? stack.services().keySet()
                                : services);
        if (attach.isEmpty()) {
            stack.services().values().stream()
                    .filter(service -> !service.execution().attach())
                    .map(Service::name)
                    .forEach(shown::remove);
        }
        noAttach.forEach(shown::remove);
        exitCodeFrom.ifPresent(service -> {
            if (!stack.services().containsKey(service)) {
                throw new JstackException(
                        CommandError.USAGE,
                        "--exit-code-from names no service: " + service,
                        "one of " + stack.services().keySet());
            }
        });
        return shown;
    }

    /** {@code web=3}. */
    static Map<String, Integer> scale(List<String> texts) {
        Map<String, Integer> scale = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1 || !text.substring(equals + 1).matches("[0-9]{1,6}")) {
                throw new JstackException(CommandError.USAGE, "not a number of replicas: " + text, "SERVICE=3");
            }
            scale.put(text.substring(0, equals), Integer.parseInt(text.substring(equals + 1)));
        }
        return scale;
    }
}
