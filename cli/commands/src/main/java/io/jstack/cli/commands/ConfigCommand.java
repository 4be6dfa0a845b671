package io.jstack.cli.commands;

import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.stack.CanonicalStack;
import io.jstack.orchestrator.stack.LoadOption;
import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack config}. */
@Command(
        name = "config",
        aliases = "convert",
        header = "$ jstack config -q && echo fine",
        description = "Check the stack file, and print it whole: merged, interpolated, with defaults.")
final class ConfigCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only these, with what they depend on.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORM", description = "yaml or json.")
    private String format = "yaml";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            description = "Only check.")
    private boolean quiet;

    @Option(names = "--services", description = "Print the services' names.")
    private boolean names;

    @Option(names = "--volumes", description = "Print the volumes' names.")
    private boolean volumes;

    @Option(names = "--networks", description = "Print the networks' names.")
    private boolean networks;

    @Option(names = "--profiles", description = "Print the profiles' names.")
    private boolean profiles;

    @Option(names = "--images", description = "Print the images' names.")
    private boolean images;

    @Option(names = "--models", description = "Print the models' names.")
    private boolean models;

    @Option(names = "--environment", description = "Print the variables the file may use, with their values.")
    private boolean environment;

    @Option(names = "--variables", description = "Print the variables the file does use, with their defaults.")
    private boolean variables;

    @Option(
            names = "--explain",
            paramLabel = "VAR|SERVICE.KEY",
            description = "Print what gives a variable or a key its value: every candidate, * before the winner.")
    private Optional<String> explain = Optional.empty();

    @Option(names = "--hash", paramLabel = "SERVICE", description = "Print the services' hashes; * for all.")
    private Optional<String> hash = Optional.empty();

    @Option(names = "--no-interpolate", description = "Leave variables as they are written.")
    private boolean noInterpolate;

    @Option(names = "--no-normalize", description = "Fill no defaults in.")
    private boolean noNormalize;

    @Option(names = "--no-path-resolution", description = "Leave relative paths relative.")
    private boolean noPathResolution;

    @Option(names = "--no-consistency", description = "Do not check references.")
    private boolean noConsistency;

    @Option(names = "--no-env-resolution", description = "Do not read env files.")
    private boolean noEnvResolution;

    @Option(
            names = "--resolve-image-digests",
            description = "Name each image with the digest that its registry has for it now.")
    private boolean resolveDigests;

    @Option(names = "--lock-image-digests", description = "Print only those names, as an override file for -f.")
    private boolean lockDigests;

    ConfigCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (hash.isPresent() || images) {
            return ofModel();
        }
        if (environment || variables || explain.isPresent()) {
            print(ConfigVariables.of(
                    run.request(),
                    environment ? ConfigVariables.What.ENVIRONMENT : ConfigVariables.What.USED,
                    explain));
            return ExitCode.OK;
        }
        LoadRequest request = run.request().withServices(services).withOptions(options());
        if (quiet && options().isEmpty()) {
            run.load(request); // a file that reads well may still decode badly
            return ExitCode.OK;
        }
        CanonicalStack stack = run.canonical(request);
        if (quiet) {
            return ExitCode.OK;
        }
        MapNode tree = stack.tree();
        if (names || volumes || networks || models) {
            lines(tree.map(names ? "services" : volumes ? "volumes" : networks ? "networks" : "models")
                    .map(MapNode::keys)
                    .orElse(Set.of()));
            return ExitCode.OK;
        }
        if (profiles) {
            lines(Profiles.of(tree));
            return ExitCode.OK;
        }
        print(ConfigText.of(lockDigests || resolveDigests ? stack.withTree(pinned(tree)) : stack, form()));
        return ExitCode.OK;
    }

    private MapNode pinned(MapNode tree) throws InterruptedException {
        MapNode resolved = ImageDigests.resolved(tree, run.stacks().registries());
        return lockDigests ? ImageDigests.only(resolved) : resolved;
    }

    private ConfigText.Form form() {
        return switch (format) {
            case "yaml" -> ConfigText.Form.YAML;
            case "json" -> ConfigText.Form.JSON;
            default ->
                throw new JstackException(CommandError.USAGE, "--format does not know " + format, "--format yaml|json");
        };
    }

    private void print(String text) throws IOException {
        if (output.isEmpty()) {
            run.out().print(text);
            return;
        }
        try (OutputStream file = run.terminal().write(output.get())) {
            file.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Integer ofModel() throws IOException {
        Collection<Service> all = run.load().stack().services().values();
        StringBuilder text = new StringBuilder();
        if (images) {
            all.stream()
                    .map(service -> service.image().reference())
                    .distinct()
                    .sorted()
                    .forEach(image -> text.append(image).append('\n'));
        } else {
            TreeMap<String, String> hashes = new TreeMap<>();
            all.forEach(service -> hashes.put(service.name(), service.hash()));
            List<String> wanted = hash.get().equals("*")
                    ? List.copyOf(hashes.keySet())
                    : List.of(hash.get().split(",", -1));
            for (String service : wanted) {
                String value = hashes.get(service);
                if (value == null) {
                    throw new JstackException(
                            CommandError.NOT_FOUND, "no such service: " + service, "one of " + hashes.keySet());
                }
                text.append(service).append(' ').append(value).append('\n');
            }
        }
        print(text.toString());
        return ExitCode.OK;
    }

    private void lines(Collection<String> texts) throws IOException {
        print(texts.isEmpty() ? "" : String.join("\n", texts) + "\n");
    }

    private Set<LoadOption> options() {
        Set<LoadOption> options = EnumSet.noneOf(LoadOption.class);
        add(options, noInterpolate, LoadOption.NO_INTERPOLATE);
        add(options, noNormalize, LoadOption.NO_NORMALIZE);
        add(options, noPathResolution, LoadOption.NO_PATH_RESOLUTION);
        add(options, noConsistency, LoadOption.NO_CONSISTENCY);
        add(options, noEnvResolution, LoadOption.NO_ENV_RESOLUTION);
        add(options, run.globals().wantsAllResources(), LoadOption.ALL_RESOURCES);
        return options;
    }

    private static void add(Set<LoadOption> options, boolean wanted, LoadOption option) {
        if (wanted) {
            options.add(option);
        }
    }
}
