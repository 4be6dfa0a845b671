package io.jstack.cli.commands;

import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Lifecycle.Hook;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.WatchRule;
import io.jstack.orchestrator.model.WatchRule.Action;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Carries changed files into containers, or rebuilds and restarts them, as {@code develop.watch} says. */
final class Watching {
    /** What editors and version control write for themselves. */
    private static final FilePatterns NOBODYS =
            FilePatterns.of(List.of("**/.git", "**/*~", "**/.*.sw?", "**/.#*", "**/4913", "**/.idea", "**/*___jb_*"));

    private final Invocation run;
    private final Stack stack;
    private final Map<String, List<Watched>> rules = new LinkedHashMap<>();

    /** A rule with its patterns read. */
    private record Watched(
            WatchRule rule, FilePatterns ignore, FilePatterns include, Path context, FilePatterns atContext) {
        boolean wants(Path path) {
            if (!path.startsWith(rule.path()) || NOBODYS.match(rule.path().relativize(path))) {
                return false;
            }
            Path own = rule.path().relativize(path);
            boolean ignored =
                    ignore.match(own) || (path.startsWith(context) && atContext.match(context.relativize(path)));
            return !ignored && (include.isEmpty() || include.match(own));
        }

        /** Where a file of the host lies in the container. */
        String target(Path path) {
            String target = rule.target().orElse("/").replaceAll("/+$", "");
            Path own = rule.path().relativize(path);
            return own.toString().isEmpty() ? target : target + "/" + own;
        }
    }

    /** @param rules of the services to be watched */
    Watching(Invocation run, Stack stack, Map<String, List<WatchRule>> rules) throws IOException {
        this.run = run;
        this.stack = stack;
        for (Map.Entry<String, List<WatchRule>> entry : rules.entrySet()) {
            List<Watched> watched = new ArrayList<>();
            for (WatchRule rule : entry.getValue()) {
                watched.add(watched(entry.getKey(), rule));
            }
            this.rules.put(entry.getKey(), watched);
        }
    }

    private Watched watched(String service, WatchRule rule) throws IOException {
        Path context = Optional.ofNullable(stack.services().get(service))
                .flatMap(found -> found.image().build())
                .map(build -> Path.of(build.context()))
                .orElse(rule.path());
        return new Watched(
                rule,
                FilePatterns.of(rule.ignore()),
                FilePatterns.of(rule.include()),
                context,
                FilePatterns.in(context.resolve(".dockerignore")));
    }

    /** Until the thread is interrupted. */
    void run() throws InterruptedException, IOException {
        List<Watched> all = rules.values().stream().flatMap(List::stream).toList();
        Set<Path> roots = new TreeSet<>();
        all.forEach(one -> roots.add(one.rule().path()));
        try (FileWatch watch = FileWatch.on(
                roots,
                path -> isDirectory(path)
                        ? NOBODYS.match(path.getFileName())
                        : all.stream().noneMatch(one -> one.wants(path)))) {
            syncAtFirst();
            say("Watch enabled");
            while (true) {
                apply(watch.next());
            }
        }
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void syncAtFirst() throws IOException, InterruptedException {
        for (Map.Entry<String, List<Watched>> service : rules.entrySet()) {
            for (Watched one : service.getValue()) {
                if (one.rule().initialSync() && one.rule().action().syncs()) {
                    try (Stream<Path> files = Files.walk(one.rule().path())) {
                        sync(service.getKey(), one, files.filter(one::wants).toList());
                    }
                }
            }
        }
    }

    private void apply(Set<Path> changed) throws InterruptedException {
        for (String service : rules.keySet()) {
            try {
                apply(service, changed);
            } catch (JstackException | IOException e) {
                say("%s: %s".formatted(service, e.getMessage())); // the next change may be better
            }
        }
    }

    private void apply(String service, Set<Path> changed) throws IOException, InterruptedException {
        List<Watched> hit = rules.getOrDefault(service, List.of()).stream()
                .filter(one -> changed.stream().anyMatch(one::wants))
                .toList();
        if (hit.stream().anyMatch(one -> one.rule().action() == Action.REBUILD)) {
            say("Rebuilding service \"%s\" after changes were detected".formatted(service));
            rebuild(service);
            return; // what was to be synced is in the image, or is synced with the next change
        }
        for (Watched one : hit) {
            if (one.rule().action().syncs()) {
                sync(service, one, changed.stream().filter(one::wants).toList());
            }
        }
        for (Watched one : hit) {
            if (one.rule().action() == Action.SYNC_EXEC && one.rule().exec().isPresent()) {
                exec(service, one.rule().exec().get());
            }
        }
        if (hit.stream()
                .anyMatch(one ->
                        one.rule().action() == Action.RESTART || one.rule().action() == Action.SYNC_RESTART)) {
            run.projects()
                    .restart(stack.project(), List.of(service), Optional.empty(), Projects.Follow.NOBODY, step -> {});
            say("service \"%s\" restarted".formatted(service));
        }
    }

    private void rebuild(String service) {
        try (ProgressDisplay progress = run.progress()) {
            run.projects()
                    .up(
                            stack,
                            UpOptions.DEFAULT
                                    .withServices(List.of(service))
                                    .with(UpOptions.Dependencies.LEFT_ALONE)
                                    .with(UpOptions.Images.BUILD)
                                    .heldBy(run.holder("watch")),
                            progress);
        }
    }

    // ---- into containers

    private List<ContainerId> containers(String service) {
        return run.projects().ps(stack.project()).stream()
                .map(status -> status.container())
                .filter(container -> container.service().equals(service) && container.isAlive() && !container.oneOff())
                .map(container -> container.id())
                .toList();
    }

    private void sync(String service, Watched rule, List<Path> paths) throws IOException, InterruptedException {
        if (paths.isEmpty()) {
            return;
        }
        for (ContainerId container : containers(service)) {
            for (Path path : paths) {
                sync(container, path, rule.target(path));
            }
        }
        say("Syncing service \"%s\" after %d changes were detected".formatted(service, paths.size()));
    }

    private void sync(ContainerId container, Path path, String target) throws IOException, InterruptedException {
        if (isDirectory(path)) {
            inside(container, "mkdir", "-p", target);
            return;
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            inside(container, "rm", "-rf", target);
            return;
        }
        int slash = target.lastIndexOf('/');
        String parent = slash <= 0 ? "/" : target.substring(0, slash);
        if (run.stacks().kind(container, parent).isEmpty()) {
            inside(container, "mkdir", "-p", parent);
        }
        try (InputStream tar = Archive.pack(path, Archive.Name.changed(target.substring(slash + 1)))) {
            run.stacks().copyIn(container, parent, tar, Stacks.Owners.ROOT);
        }
    }

    private void exec(String service, Hook hook) throws InterruptedException {
        List<String> environment = new ArrayList<>();
        hook.environment().forEach((name, value) -> environment.add(name + "=" + value));
        for (ContainerId container : containers(service)) {
            int code = exec(
                    container,
                    new Stacks.Exec(
                            hook.command(),
                            environment,
                            hook.user(),
                            hook.workingDirectory(),
                            hook.privileged() ? Stacks.Privilege.ALL : Stacks.Privilege.AS_THE_CONTAINER,
                            false));
            say("service \"%s\": %s ended with %d".formatted(service, String.join(" ", hook.command()), code));
        }
    }

    /** As root: what is synced is root's, as with {@code cp}. */
    private void inside(ContainerId container, String... command) throws InterruptedException {
        exec(
                container,
                new Stacks.Exec(
                        List.of(command),
                        List.of(),
                        Optional.of("0"),
                        Optional.of("/"),
                        Stacks.Privilege.AS_THE_CONTAINER,
                        false));
    }

    private int exec(ContainerId container, Stacks.Exec command) throws InterruptedException {
        return run.stacks()
                .exec(
                        container,
                        command,
                        ExecCommand.io(run.terminal(), InputStream.nullInputStream()),
                        Joined.USUAL_KEYS)
                .orElseThrow();
    }

    private void say(String line) {
        run.err().println(line);
    }
}
