package io.jstack.cli.commands;

import io.jstack.engine.Resource;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.LoadedStack;
import io.jstack.values.JstackException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack pull}. */
@Command(name = "pull", header = "$ jstack pull --ignore-buildable", description = "Pull the images of services.")
final class PullCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which, or names of images; all services when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--ignore-buildable", description = "Leave out images that can be built.")
    private boolean ignoreBuildable;

    @Option(names = "--ignore-pull-failures", description = "Go on when one cannot be pulled.")
    private boolean ignoreFailures;

    @Option(names = "--include-deps", description = "Also of services these depend on.")
    private boolean dependencies;

    @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Which, of an image made for several.")
    private Optional<String> platform = Optional.empty();

    @Option(names = "--policy", paramLabel = "WHEN", description = "missing or always.")
    private Optional<String> policy = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            description = "Show nothing but failures.")
    private boolean quiet;

    PullCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<LoadedStack> file = services.isEmpty() ? Optional.of(run.load()) : run.loadIfAny();
        List<String> images = services.stream()
                .filter(word -> file.isEmpty() || !file.get().stack().services().containsKey(word))
                .toList();
        if (!images.isEmpty()
                && images.size() == services.size()
                && (file.isEmpty() || images.stream().allMatch(PullCommand::isImage))) {
            for (String image : images) {
                ImagePullCommand.pull(
                        run, image, platform, quiet ? ImagePullCommand.Shown.FAILURES : ImagePullCommand.Shown.ALL);
            }
            return ExitCode.OK;
        }
        return file.isPresent() ? pull(file.get().stack()) : pull(run.load().stack());
    }

    /** No mistyped service. */
    private static boolean isImage(String word) {
        return word.indexOf(':') > 0 || word.indexOf('/') > 0;
    }

    private Integer pull(Stack stack) throws InterruptedException {
        policy.filter(text -> !text.equals("missing") && !text.equals("always")).ifPresent(text -> {
            throw new JstackException(CommandError.USAGE, "--policy does not know " + text, "--policy missing|always");
        });
        List<JstackException> failures = new ArrayList<>();
        try (ProgressDisplay progress = run.progress()) {
            Progress shown = step -> {
                if (!quiet || step.state() == Progress.State.FAILED) {
                    progress.on(step);
                }
            };
            Set<String> pulled = new HashSet<>();
            for (String name : named(stack)) {
                Service service = stack.services().get(name);
                if (service == null
                        || !isPulled(service)
                        || !pulled.add(service.image().reference())) {
                    continue;
                }
                try {
                    run.stacks().pull(stack, name, shown);
                } catch (JstackException e) {
                    failures.add(e);
                }
            }
        }
        if (!failures.isEmpty() && !ignoreFailures) {
            throw new JstackException(
                    failures.stream().flatMap(e -> e.problems().stream()).toList());
        }
        return ExitCode.OK;
    }

    /** What only has {@code build} has nothing to be pulled. */
    private boolean isPulled(Service service) {
        if (service.image().build().isPresent() && ignoreBuildable) {
            return false;
        }
        return policy.filter("missing"::equals).isEmpty()
                || !isStored(service.image().reference());
    }

    private boolean isStored(String reference) {
        return run.stacks().inspect(Resource.IMAGE, reference).isPresent();
    }

    private Set<String> named(Stack stack) {
        Set<String> names = new LinkedHashSet<>();
        Deque<String> left =
                new ArrayDeque<>(services.isEmpty() ? stack.services().keySet() : services);
        while (!left.isEmpty()) {
            String name = left.remove();
            Service service = stack.services().get(name);
            if (service == null) {
                throw new JstackException(
                        CommandError.NOT_FOUND,
                        "no such service: " + name,
                        "one of " + String.join(", ", stack.services().keySet()));
            }
            if (names.add(name) && dependencies) {
                service.dependsOn().stream()
                        .map(Dependency::service)
                        .filter(stack.services()::containsKey)
                        .forEach(left::add);
            }
        }
        return names;
    }
}
