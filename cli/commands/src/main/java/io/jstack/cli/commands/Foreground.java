package io.jstack.cli.commands;

import io.jstack.engine.LogRequest;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Event;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * {@code up} without {@code -d}: shows the output of the containers until they all have ended, or one ends that was waited for, or the
 * user has enough. The first Ctrl-C stops them, the second kills them.
 */
final class Foreground {
    private final Invocation run;
    private final String project;
    private final List<String> services;
    private final Set<String> shown;
    private final Optional<Duration> timeout;
    private final LogPrinter printer;
    private final LinkedBlockingQueue<Turn> turns = new LinkedBlockingQueue<>();

    /** What ends it, beside the user. */
    enum Until {
        ALL_ENDED,
        ONE_ENDED,
        ONE_FAILED
    }

    private sealed interface Turn {}

    private record Signalled() implements Turn {}

    private record Ended(String service, int code) implements Turn {}

    private record LogsEnded() implements Turn {}

    Foreground(
            Invocation run,
            String project,
            List<String> services,
            Set<String> shown,
            Optional<Duration> timeout,
            LogPrinter printer) {
        this.run = run;
        this.project = project;
        this.services = services;
        this.shown = shown;
        this.timeout = timeout;
        this.printer = printer;
    }

    @SuppressWarnings("try")
    int run(Until until, Optional<String> exitCodeFrom, Instant begun) throws InterruptedException {
        run.terminal().onSignal(signal -> turns.add(new Signalled()));
        run.projects()
                .ps(project)
                .forEach(status -> printer.expect(
                        LogsCommand.shortName(project, status.container().name())));
        Thread logs = new Thread(() -> follow(begun), "follow");
        logs.setDaemon(true);
        logs.start();
        try (Engine.Subscription events = run.projects().follow(Optional.of(project), this::heard)) {
            if (until == Until.ALL_ENDED && nothingRuns()) {
                logs.interrupt();
                logs.join();
                return ExitCode.OK;
            }
            while (true) {
                Turn turn = turns.take();
                if (turn instanceof Signalled) {
                    return stop(logs, ExitCode.INTERRUPTED);
                }
                if (turn instanceof Ended ended) {
                    if (isAwaited(ended, until, exitCodeFrom)) {
                        run.err().println("Aborting on container exit...");
                        return stop(logs, ended.code);
                    }
                    if (until == Until.ALL_ENDED && nothingRuns()) {
                        logs.interrupt();
                        logs.join();
                        return ExitCode.OK;
                    }
                }
            }
        } finally {
            logs.interrupt();
        }
    }

    private static boolean isAwaited(Ended ended, Until until, Optional<String> exitCodeFrom) {
        return switch (until) {
            case ALL_ENDED -> false;
            case ONE_FAILED -> ended.code != 0;
            case ONE_ENDED -> exitCodeFrom.isEmpty() || exitCodeFrom.get().equals(ended.service);
        };
    }

    private void heard(Event event) {
        if (event.resource() == Event.Resource.CONTAINER && event.action().equals("die")) {
            String code = event.attributes().getOrDefault("exitCode", "");
            turns.add(new Ended(
                    event.service().orElse(""), code.matches("[0-9]{1,3}") ? Integer.parseInt(code) : ExitCode.FAILED));
        }
    }

    private boolean nothingRuns() {
        return run.projects().ps(project).stream()
                .filter(status -> shown.contains(status.container().service())
                        && !status.container().oneOff())
                .noneMatch(Foreground::isOrWillBeRunning);
    }

    private static boolean isOrWillBeRunning(ContainerStatus status) {
        return switch (status.phase()) {
            case RUNNING, PAUSED, RESTARTING, CRASH_LOOP -> true;
            case CREATED, EXITED, DEAD -> false;
        };
    }

    private void follow(Instant since) {
        try {
            run.stacks()
                    .logs(
                            project,
                            new Stacks.Logs(
                                    List.copyOf(shown),
                                    OptionalInt.empty(),
                                    OptionalInt.empty(),
                                    Optional.of(since),
                                    Optional.empty(),
                                    LogRequest.Follow.FOR_EVER),
                            printer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JstackException e) {
            run.err().println(e.getMessage());
        } finally {
            printer.caughtUp();
            turns.add(new LogsEnded());
        }
    }

    /** Stops the services on a thread of its own, so that a further signal can cut it short. */
    private int stop(Thread logs, int code) throws InterruptedException {
        run.err().println("Gracefully stopping... (press Ctrl+C again to force)");
        turns.clear();
        Thread stopping = new Thread(this::stopServices, "stop");
        stopping.setDaemon(true);
        stopping.start();
        Thread watch = new Thread(() -> awaitSecondSignal(stopping), "force");
        watch.setDaemon(true);
        watch.start();
        stopping.join();
        watch.interrupt();
        watch.join();
        logs.interrupt();
        logs.join();
        return code;
    }

    private void stopServices() {
        try (ProgressDisplay progress = run.progress()) {
            run.projects().stop(project, services, timeout, progress);
        } catch (JstackException e) {
            if (!Thread.currentThread().isInterrupted()) {
                run.err().println("jstack: " + e.getMessage());
            }
        }
    }

    private void awaitSecondSignal(Thread stopping) {
        try {
            while (!(turns.take() instanceof Signalled)) {
                // ends and events are of no more interest
            }
        } catch (InterruptedException e) {
            return; // everything has stopped in time
        }
        stopping.interrupt();
        try (ProgressDisplay progress = run.progress()) {
            run.projects().kill(project, services, "SIGKILL", progress);
        } catch (JstackException e) {
            run.err().println("jstack: " + e.getMessage());
        }
    }
}
