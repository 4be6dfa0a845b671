package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Projects;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs that do one thing to each container named: {@code jstack container stop web db}. */
abstract class ContainerVerb implements Callable<Integer> {
    final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = new ArrayList<>();

    ContainerVerb(Invocation run) {
        this.run = run;
    }

    abstract void act(HostContainer container) throws InterruptedException;

    /** Whether one that is not there is an error. */
    EachOf.Missing missing() {
        return EachOf.Missing.IS_AN_ERROR;
    }

    @Override
    public Integer call() {
        return new EachOf(names, missing()).act(run, name -> {
            try {
                act(HostContainer.find(run.projects(), name));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JstackException(io.jstack.orchestrator.ControlError.INTERRUPTED, "interrupted", "again");
            }
        });
    }

    /** {@code jstack container stop}. */
    @Command(name = "stop", header = "$ jstack container stop -t 3 web", description = "Stop containers.")
    static final class Stop extends ContainerVerb {
        @Option(
                names = {"-t", "--timeout", "--time"},
                paramLabel = "SECONDS",
                converter = Converters.Seconds.class,
                description = "Before SIGKILL.")
        private Optional<Duration> timeout = Optional.empty();

        Stop(Invocation run) {
            super(run);
        }

        @Override
        void act(HostContainer container) {
            run.projects()
                    .stop(
                            container.project(),
                            container.whole(run.projects(), "stop").service(),
                            timeout,
                            Progress.SILENT);
        }
    }

    /** {@code jstack container restart}. */
    @Command(name = "restart", header = "$ jstack container restart web", description = "Stop and start containers.")
    static final class Restart extends ContainerVerb {
        @Option(
                names = {"-t", "--timeout", "--time"},
                paramLabel = "SECONDS",
                converter = Converters.Seconds.class,
                description = "Before SIGKILL.")
        private Optional<Duration> timeout = Optional.empty();

        Restart(Invocation run) {
            super(run);
        }

        @Override
        void act(HostContainer container) {
            run.projects()
                    .restart(
                            container.project(),
                            container.whole(run.projects(), "restart").service(),
                            timeout,
                            Projects.Follow.NOBODY,
                            Progress.SILENT);
        }
    }

    /** {@code jstack container kill}. */
    @Command(name = "kill", header = "$ jstack container kill -s HUP web", description = "Send a signal.")
    static final class Kill extends ContainerVerb {
        @Option(
                names = {"-s", "--signal"},
                paramLabel = "SIGNAL",
                description = "By name or number; SIGKILL unless given.")
        private String signal = "SIGKILL";

        Kill(Invocation run) {
            super(run);
        }

        @Override
        void act(HostContainer container) {
            run.projects()
                    .kill(
                            container.project(),
                            container.running().whole(run.projects(), "kill").service(),
                            signal,
                            Progress.SILENT);
        }
    }

    /** {@code jstack container pause}. */
    @Command(name = "pause", header = "$ jstack container pause web", description = "Freeze every process.")
    static final class Pause extends ContainerVerb {
        Pause(Invocation run) {
            super(run);
        }

        @Override
        void act(HostContainer container) {
            run.projects()
                    .pause(
                            container.project(),
                            container.running().whole(run.projects(), "pause").service(),
                            Progress.SILENT);
        }
    }

    /** {@code jstack container unpause}. */
    @Command(name = "unpause", header = "$ jstack container unpause web", description = "Let them go on.")
    static final class Unpause extends ContainerVerb {
        Unpause(Invocation run) {
            super(run);
        }

        @Override
        void act(HostContainer container) {
            run.projects()
                    .unpause(
                            container.project(),
                            container.running().whole(run.projects(), "unpause").service(),
                            Progress.SILENT);
        }
    }

    /** {@code jstack container rm}. */
    @Command(name = "rm", header = "$ jstack container rm -f web", description = "Remove containers.")
    static final class Rm extends ContainerVerb {
        @Option(
                names = {"-f", "--force"},
                description = "Kill it first when it runs; one that is not there is no error.")
        private boolean force;

        @Option(
                names = {"-v", "--volumes"},
                description = "Remove its anonymous volumes too.")
        private boolean volumes;

        Rm(Invocation run) {
            super(run);
        }

        @Override
        EachOf.Missing missing() {
            return force ? EachOf.Missing.IS_NO_ERROR : EachOf.Missing.IS_AN_ERROR;
        }

        @Override
        void act(HostContainer container) {
            container.remove(
                    run.projects(),
                    force ? HostContainer.Removal.FORCED : HostContainer.Removal.OF_STOPPED,
                    volumes ? AnonymousVolumes.REMOVE : AnonymousVolumes.KEEP,
                    run.holder("rm"));
        }
    }
}
