package io.jstack.cli.commands;

import io.jstack.engine.BuildOrder;
import io.jstack.engine.BuildWish;
import io.jstack.orchestrator.model.Build;
import io.jstack.orchestrator.model.FileMount;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags of {@code docker build}, for an image that is no service's. */
final class BuildFlags {
    @Option(
            names = {"-t", "--tag"},
            paramLabel = "NAME",
            description = "What the image is called.")
    List<String> tags = new ArrayList<>();

    @Option(names = "--target", paramLabel = "STAGE", description = "The stage to end at.")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--build-arg",
            paramLabel = "NAME=VALUE",
            description = "Set an ARG, over the file's; NAME alone takes this shell's.")
    List<String> arguments = new ArrayList<>();

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "Add a label.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--network", paramLabel = "MODE", description = "Of RUN: default, none or host.")
    private Optional<String> network = Optional.empty();

    @Option(names = "--add-host", paramLabel = "NAME:ADDRESS", description = "A line of RUN's hosts file.")
    private List<String> hosts = new ArrayList<>();

    @Option(names = "--shm-size", paramLabel = "BYTES", description = "Of RUN's /dev/shm.")
    private Optional<String> shm = Optional.empty();

    @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Only this machine's.")
    private List<String> platforms = new ArrayList<>();

    @Option(
            names = "--secret",
            paramLabel = "id=ID,src=FILE",
            description = "For RUN --mount=type=secret: a file, or env=VARIABLE.")
    private List<String> secrets = new ArrayList<>();

    @Option(names = "--ssh", paramLabel = "ID[=SOCKET]", description = "For RUN --mount=type=ssh: an agent's socket.")
    private List<String> agents = new ArrayList<>();

    @Option(
            names = "--build-context",
            paramLabel = "NAME=DIR",
            description = "For COPY --from=NAME: a directory, or docker-image://IMAGE.")
    private List<String> contexts = new ArrayList<>();

    @Option(names = "--iidfile", paramLabel = "FILE", description = "Write the image's id there.")
    private Optional<String> idFile = Optional.empty();

    @Option(names = "--no-cache", description = "Carry out every step again.")
    boolean noCache;

    @Option(names = "--pull", description = "Pull base images anew.")
    boolean pull;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show nothing but the id and failures.")
    boolean quiet;

    /** Builds; prints the id where nothing else is shown. */
    void build(Invocation run, String context, String dockerfile) throws InterruptedException {
        Path directory = run.resolve(context).normalize();
        Optional<String> file = dockerfile.isEmpty()
                ? Optional.empty()
                : Optional.of(run.resolve(dockerfile).toString());
        boolean remote = context.contains("://") || context.startsWith("git@");
        Map<String, FileSource> sources = new LinkedHashMap<>();
        List<FileMount> uses = new ArrayList<>();
        for (String secret : secrets) {
            secret(run, secret, sources, uses);
        }
        Build build = new Build(
                remote ? context : directory.toString(),
                file,
                Optional.empty(),
                pairs(ExecCommand.environment(run.terminal(), arguments), '='),
                target,
                List.of(),
                pairs(labels, '='),
                pairs(contexts, '='),
                network,
                platforms,
                hosts(),
                List.copyOf(uses),
                pairs(agents, '='),
                shm.flatMap(Bytes::parse),
                noCache,
                pull);
        BuildOrder order = BuildOrder.of(build, tags, sources, run.terminal().directory());
        String name = tags.isEmpty() ? context : tags.get(0);
        String id;
        try (ProgressDisplay progress = run.progress()) {
            id = run.images().build(order, wish(run), ImageProgressLines.of(quiet ? step -> {} : progress, name));
            if (!quiet) {
                ImageProgressLines.done(progress, name, "Built");
            }
        }
        if (quiet || tags.isEmpty()) {
            run.out().println(id);
        }
        write(run, id);
    }

    private static BuildWish wish(Invocation run) {
        return Globals.variable(run.terminal(), "SSH_AUTH_SOCK")
                .map(socket -> BuildWish.PLAIN.withAgent(run.resolve(socket)))
                .orElse(BuildWish.PLAIN);
    }

    private static void secret(Invocation run, String written, Map<String, FileSource> sources, List<FileMount> uses) {
        Map<String, String> keys = pairs(List.of(written.split(",", -1)), '=');
        String id = keys.getOrDefault("id", "");
        Optional<String> file = Optional.ofNullable(keys.get("src")).or(() -> Optional.ofNullable(keys.get("source")));
        if (id.isEmpty()) {
            throw new JstackException(
                    CommandError.USAGE, "--secret has no id: " + written, "--secret id=NAME,src=FILE");
        }
        if (keys.containsKey("env")
                || (file.isEmpty() && run.terminal().environment().containsKey(id))) {
            String variable = keys.getOrDefault("env", id);
            sources.put(
                    id,
                    new FileSource.FromEnvironment(
                            variable,
                            Optional.ofNullable(run.terminal().environment().get(variable))));
        } else {
            sources.put(id, new FileSource.FromFile(run.resolve(file.orElse(id))));
        }
        uses.add(new FileMount(id, "/run/secrets/" + id, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private void write(Invocation run, String id) {
        if (idFile.isPresent()) {
            try (OutputStream out = run.terminal().write(idFile.get())) {
                out.write(id.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new JstackException(
                        CommandError.FILE,
                        "cannot write " + idFile.get() + ": " + e.getMessage(),
                        "--iidfile FILE that may be written",
                        e);
            }
        }
    }

    private Map<String, List<String>> hosts() {
        Map<String, List<String>> result = new LinkedHashMap<>();
        for (String host : hosts) {
            char by = host.indexOf('=') > 0 ? '=' : ':';
            pairs(List.of(host), by)
                    .forEach((name, address) -> result.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(address));
        }
        return result;
    }

    private static Map<String, String> pairs(List<String> texts, char by) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String text : texts) {
            int at = text.indexOf(by);
            result.put(at < 0 ? text : text.substring(0, at), at < 0 ? "" : text.substring(at + 1));
        }
        return result;
    }
}
