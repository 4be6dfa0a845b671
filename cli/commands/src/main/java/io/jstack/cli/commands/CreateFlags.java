package io.jstack.cli.commands;

import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.UpOptions;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code up}, {@code create}, {@code plan} and {@code scale} say about how containers and images come to be. */
final class CreateFlags {
    @Option(names = "--build", description = "Build images before starting.")
    private boolean build;

    @Option(names = "--no-build", description = "Never build, even if an image is missing.")
    private boolean noBuild;

    @Option(
            names = "--pull",
            paramLabel = "WHEN",
            description = "always, missing, never, policy (as the file says), build.")
    private Optional<String> pull = Optional.empty();

    @Option(
            names = {"--quiet-pull", "--quiet-build"},
            description = "Do not show how images come.")
    private boolean quietImages;

    @Option(names = "--force-recreate", description = "Recreate containers that have not changed.")
    private boolean forceRecreate;

    @Option(names = "--no-recreate", description = "Keep existing containers, even changed ones.")
    private boolean noRecreate;

    @Option(names = "--always-recreate-deps", description = "Recreate dependencies too.")
    private boolean recreateDependencies;

    @Option(names = "--no-deps", description = "Leave dependencies alone.")
    private boolean noDependencies;

    @Option(names = "--scale", paramLabel = "SERVICE=N", description = "Replicas of a service, instead of the file's.")
    private List<String> scale = new ArrayList<>();

    @Option(names = "--remove-orphans", description = "Remove containers of services the file no longer has.")
    private boolean removeOrphans;

    UpOptions.Dependencies dependencies() {
        if (noDependencies) {
            return UpOptions.Dependencies.LEFT_ALONE;
        }
        return recreateDependencies ? UpOptions.Dependencies.RECREATED : UpOptions.Dependencies.INCLUDED;
    }

    UpOptions.Recreate recreate() {
        if (forceRecreate && noRecreate) {
            throw conflict("--force-recreate", "--no-recreate");
        }
        if (forceRecreate) {
            return UpOptions.Recreate.ALL;
        }
        return noRecreate ? UpOptions.Recreate.NONE : UpOptions.Recreate.CHANGED;
    }

    UpOptions.Images images() {
        if (build && noBuild) {
            throw conflict("--build", "--no-build");
        }
        if (build) {
            return pull.filter("always"::equals).isPresent() ? UpOptions.Images.PULL_AND_BUILD : UpOptions.Images.BUILD;
        }
        if (noBuild) {
            return UpOptions.Images.NO_BUILD;
        }
        return switch (pull.orElse("policy")) {
            case "policy" -> UpOptions.Images.AS_WRITTEN;
            case "always" -> UpOptions.Images.PULL_ALWAYS;
            case "missing" -> UpOptions.Images.PULL_MISSING;
            case "never" -> UpOptions.Images.PULL_NEVER;
            case "build" -> UpOptions.Images.BUILD;
            default ->
                throw new JstackException(
                        CommandError.USAGE,
                        "--pull does not know " + pull.get(),
                        "--pull always|missing|never|policy|build");
        };
    }

    Map<String, Integer> scale() {
        return UpCommand.scale(scale);
    }

    UpOptions.Orphans orphans(Invocation run) {
        if (removeOrphans || Globals.isTrue(run.terminal(), "COMPOSE_REMOVE_ORPHANS")) {
            return UpOptions.Orphans.REMOVE;
        }
        return Globals.isTrue(run.terminal(), "COMPOSE_IGNORE_ORPHANS")
                ? UpOptions.Orphans.IGNORE
                : UpOptions.Orphans.WARN;
    }

    /** Leaves out what {@code --quiet-pull} does not want to see; failures are always told. */
    Progress filter(Progress progress) {
        if (!quietImages) {
            return progress;
        }
        return step -> {
            if (step.resource() != Progress.Resource.IMAGE || step.state() == Progress.State.FAILED) {
                progress.on(step);
            }
        };
    }

    private static JstackException conflict(String one, String other) {
        return new JstackException(CommandError.USAGE, one + " and " + other + " exclude each other", "one of the two");
    }
}
