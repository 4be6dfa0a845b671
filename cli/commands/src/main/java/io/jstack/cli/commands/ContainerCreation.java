package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jstack.engine.ContainerAccess;
import io.jstack.engine.EngineError;
import io.jstack.engine.HostContainer;
import io.jstack.engine.HostNetworks;
import io.jstack.engine.HostVolumes;
import io.jstack.engine.Resource;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Makes a container that belongs to no stack, with what it needs, and does not start it. */
final class ContainerCreation {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Docker's rule. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private static final List<String> QUALITIES = List.of(
            "amber", "brisk", "calm", "daring", "early", "fair", "gentle", "hardy", "ivory", "jolly", "keen", "lively",
            "mellow", "noble", "open", "plucky", "quiet", "ready", "steady", "tidy", "upbeat", "vivid", "warm",
            "young");
    private static final List<String> BIRDS = List.of(
            "auk",
            "bunting",
            "crane",
            "dipper",
            "eider",
            "finch",
            "grebe",
            "heron",
            "ibis",
            "jay",
            "kite",
            "lark",
            "merlin",
            "nuthatch",
            "osprey",
            "plover",
            "quail",
            "robin",
            "swift",
            "tern",
            "wagtail",
            "wren");

    private final Invocation run;
    private final ContainerFlags flags;
    private final Input input;

    /** Whose an open standard input is. */
    enum Input {
        /** It ends with that of whoever starts or runs the container. */
        CALLERS,
        /** Nobody's yet: it stays open for whoever attaches. */
        NOBODYS
    }

    ContainerCreation(Invocation run, ContainerFlags flags, Input input) {
        this.run = run;
        this.flags = flags;
        this.input = input;
    }

    /** The container, created. Nothing stays of one that fails. */
    HostContainer create(String image, List<String> command) throws InterruptedException, IOException {
        String name = name();
        Optional<Path> idFile = idFile();
        if (flags.remove && !flags.restart.equals("no")) {
            throw new JstackException(CommandError.USAGE, "--rm and --restart exclude each other", "one of the two");
        }
        ServiceDocument document = new ServiceDocument(run.terminal(), flags, name, image, command);
        if (flags.interactive && input == Input.CALLERS) {
            document.label(ContainerAccess.INPUT_ONCE, "true");
        }
        String project = project(name);
        Stack stack = document.stack(run.terminal(), project);
        try (ProgressDisplay progress = ProgressDisplay.of(
                run, flags.quiet ? ProgressMode.QUIET : run.globals().progress(run.terminal()))) {
            Progress images = step -> {
                if (step.resource() == Progress.Resource.IMAGE || step.state() == Progress.State.WARNING) {
                    progress.on(step);
                }
            };
            if (flags.publishAll) {
                document.publish(exposed(stack, images));
                stack = document.stack(run.terminal(), project);
            }
            makeNetworks(document);
            makeVolumes(document);
            run.projects().up(stack, UpOptions.DEFAULT.with(UpOptions.Start.LATER), images);
        } catch (JstackException e) {
            AutoRemoval.remove(run.projects(), project);
            throw e;
        }
        HostContainer made = HostContainer.find(run.projects(), name);
        if (idFile.isPresent()) {
            Files.writeString(idFile.get(), made.id().value());
        }
        return made;
    }

    private String name() {
        return free(run, flags.name.orElseGet(ContainerCreation::madeUp));
    }

    /** The name, which a container can have and none has. */
    static String free(Invocation run, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new JstackException(
                    CommandError.USAGE,
                    "a container cannot be called " + name,
                    "letters, digits, and _ . - after the first character");
        }
        if (run.stacks().inspect(Resource.CONTAINER, name).isPresent()) {
            throw new JstackException(
                    EngineError.NAME_TAKEN,
                    "the name " + name + " is taken by a container",
                    "jstack container rm " + name + ", or another name");
        }
        return name;
    }

    /** Another one where a container that was renamed still has that of its first name. */
    private String project(String name) {
        String project = HostContainer.ALONE + name;
        boolean isTaken =
                run.projects().list().stream().anyMatch(known -> known.name().equals(project));
        return isTaken ? project + "." + madeUp() : project;
    }

    private static String madeUp() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return QUALITIES.get(random.nextInt(QUALITIES.size())) + "_" + BIRDS.get(random.nextInt(BIRDS.size())) + "_"
                + Integer.toString(random.nextInt(36 * 36 * 36), 36);
    }

    private Optional<Path> idFile() {
        Optional<Path> file = flags.idFile.map(run::resolve);
        if (file.filter(Files::exists).isPresent()) {
            throw new JstackException(
                    CommandError.FILE, "the container id file " + file.get() + " is there already", "rm " + file.get());
        }
        return file;
    }

    /** What the image and the command line expose, which the image must be here for. */
    private List<String> exposed(Stack stack, Progress progress) throws InterruptedException, IOException {
        String reference = stack.services().values().iterator().next().image().reference();
        if (run.stacks().inspect(Resource.IMAGE, reference).isEmpty()) {
            run.stacks().pull(stack, stack.services().keySet().iterator().next(), progress);
        }
        List<String> ports = new ArrayList<>(flags.expose);
        String json = run.stacks().inspect(Resource.IMAGE, reference).orElse("[]");
        JsonNode exposed = JSON.readTree(json).path(0).path("Config").path("ExposedPorts");
        exposed.fieldNames().forEachRemaining(ports::add);
        return ports;
    }

    private void makeNetworks(ServiceDocument document) {
        List<String> there = run.stacks().networks().list().stream()
                .map(HostNetworks.Found::name)
                .toList();
        if (document.networks().contains(ServiceDocument.BRIDGE) && !there.contains(ServiceDocument.BRIDGE)) {
            try {
                run.stacks()
                        .networks()
                        .create(new HostNetworks.Wish(
                                ServiceDocument.BRIDGE,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Map.of(),
                                Map.of(),
                                Map.of()));
            } catch (JstackException e) {
                if (e.code() != EngineError.NAME_TAKEN) { // another container was first
                    throw e;
                }
            }
        }
    }

    private void makeVolumes(ServiceDocument document) {
        List<String> there = run.stacks().volumes().list().stream()
                .map(HostVolumes.Found::name)
                .toList();
        document.volumes().stream()
                .filter(volume -> !there.contains(volume))
                .forEach(volume -> run.stacks().volumes().create(volume, "local", Map.of(), Map.of()));
    }
}
