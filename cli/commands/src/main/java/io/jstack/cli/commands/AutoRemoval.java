package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.engine.RunningEngine;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.ProjectStatus;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** {@code container run --rm}: a container made alone goes when it has ended and nothing restarts it, whoever waits for it or not. */
final class AutoRemoval {
    /** What marks such a container. */
    static final String LABEL = "io.jstack.auto-remove";

    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final int LOOKS = 20;
    private static final System.Logger LOG = System.getLogger("control");

    private final Projects projects;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "auto-removal");
        made.setDaemon(true);
        return made;
    });

    private final Set<String> held = ConcurrentHashMap.newKeySet();

    private AutoRemoval(Projects projects) {
        this.projects = projects;
    }

    /** From here on, and for those that ended while no engine ran. */
    static AutoRemoval watch(RunningEngine engine) {
        AutoRemoval removal = new AutoRemoval(engine.projects());
        engine.projects().follow(Optional.empty(), event -> {
            if (event.resource() == Event.Resource.CONTAINER
                    && event.action().equals("die")
                    && event.project().startsWith(HostContainer.ALONE)) {
                removal.thread.execute(() -> removal.ended(event.project(), LOOKS));
            }
        });
        removal.thread.execute(() -> engine.projects().list().stream()
                .map(ProjectStatus::name)
                .filter(project -> project.startsWith(HostContainer.ALONE))
                .forEach(removal::look));
        return removal;
    }

    /** Lets a container be, for whoever reads its last words; looked at again when the hold is closed. */
    Stacks.Hold hold(String project) {
        held.add(project);
        return () -> {
            held.remove(project);
            ended(project, LOOKS);
        };
    }

    /** The event may be ahead of the state: looked at a few times, until it is gone or was started again. */
    private void ended(String project, int looks) {
        look(project);
        if (looks > 1 && !held.contains(project) && isMarked(project)) {
            Future<?> unused =
                    thread.schedule(() -> ended(project, looks - 1), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isMarked(String project) {
        return projects.stack(project).map(AutoRemoval::isMarked).orElse(false);
    }

    private void look(String project) {
        if (held.contains(project)) {
            return;
        }
        try {
            if (isMarked(project) && projects.ps(project).stream().allMatch(AutoRemoval::hasEnded)) {
                remove(projects, project);
            }
        } catch (JstackException e) {
            LOG.log(System.Logger.Level.WARNING, "container not removed  project=" + project, e);
        }
    }

    /** With its anonymous volumes, as Docker does; one that is gone already is no error. */
    static void remove(Projects projects, String project) {
        projects.down(
                project,
                new DownOptions(
                        List.of(),
                        DownOptions.Volumes.REMOVE,
                        Optional.empty(),
                        UpOptions.Orphans.REMOVE,
                        DownOptions.Images.KEEP,
                        "rm"),
                Progress.SILENT);
    }

    private static boolean isMarked(Stack stack) {
        return stack.services().values().stream()
                .anyMatch(service -> service.labels().containsKey(LABEL));
    }

    private static boolean hasEnded(ContainerStatus status) {
        return status.phase() == ContainerStatus.Phase.EXITED || status.phase() == ContainerStatus.Phase.DEAD;
    }
}
