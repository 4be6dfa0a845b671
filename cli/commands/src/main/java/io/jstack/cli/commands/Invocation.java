package io.jstack.cli.commands;

import io.jstack.engine.ImageAccess;
import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.stack.CanonicalStack;
import io.jstack.orchestrator.stack.LoadOption;
import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.LoadedStack;
import io.jstack.orchestrator.stack.RememberedLoads;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.report.Warning;
import io.jstack.orchestrator.stack.yaml.YamlReader;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One command line being carried out: who asked, with which global options, of which engine. */
record Invocation(Terminal terminal, Stacks stacks, RememberedLoads loads, Globals globals) {
    PrintStream out() {
        return terminal.out();
    }

    PrintStream err() {
        return terminal.err();
    }

    Projects projects() {
        return stacks.projects();
    }

    Ansi ansi(StandardStream stream) {
        return globals.ansi(terminal, stream);
    }

    /** Shows what is being done, on standard error; to be closed before anything else is printed. */
    ProgressDisplay progress() {
        return ProgressDisplay.of(this, globals.progress(terminal));
    }

    /** Who holds the project's lock, for those who wait for it. */
    String holder(String verb) {
        return verb + " by " + terminal.environment().getOrDefault("USER", "root");
    }

    // ---- the stack

    /** The stack file, with its warnings printed. */
    LoadedStack load() {
        return load(request());
    }

    /** The same; services named need no profile. */
    LoadedStack load(List<String> services) {
        return load(request().withServices(services).withOptions(Set.of(LoadOption.KEEP_OTHERS)));
    }

    LoadedStack load(LoadRequest request) {
        LoadedStack loaded = loads.load(request);
        warn(loaded.warnings());
        return loaded;
    }

    /** Empty where no file is named and none is found: then a project name alone has to do. */
    Optional<LoadedStack> loadIfThere() {
        try {
            return Optional.of(load());
        } catch (JstackException e) {
            if (e.code() == StackError.FILE_NOT_FOUND
                    && globals.files().isEmpty()
                    && globals.projectName(terminal).isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The project's name, without more of the file than it takes. */
    String project() {
        Optional<String> named = globals.projectName(terminal);
        if (named.isPresent()) {
            return named.get();
        }
        Set<LoadOption> name = EnumSet.of(
                LoadOption.NO_CONSISTENCY,
                LoadOption.NO_ENV_RESOLUTION,
                LoadOption.NO_NORMALIZE,
                LoadOption.NO_PATH_RESOLUTION);
        return loads.canonical(request().withOptions(name)).projectName();
    }

    CanonicalStack canonical(LoadRequest request) {
        CanonicalStack stack = loads.canonical(request);
        warn(stack.warnings());
        return stack;
    }

    /** What the global options and the client's surroundings say. */
    LoadRequest request() {
        LoadRequest request = LoadRequest.in(terminal.directory(), terminal.environment())
                .withProfiles(globals.profiles())
                .withEnvFiles(globals.envFiles());
        Optional<String> streamed =
                globals.files().stream().filter(Invocation::isStreamed).findFirst();
        if (streamed.isPresent()) {
            request = request.withStdin(read(streamed.get()));
        }
        request = request.withFiles(globals.files().stream()
                .map(file -> isStreamed(file) ? "-" : file)
                .toList());
        if (globals.projectDirectory().isPresent()) {
            request = request.withProjectDirectory(
                    terminal.directory().resolve(globals.projectDirectory().get()));
        }
        if (globals.projectNameOption().isPresent()) {
            request = request.withProjectName(globals.projectNameOption().get());
        }
        return globals.wantsAllResources() ? request.withOptions(EnumSet.of(LoadOption.ALL_RESOURCES)) : request;
    }

    /** Files that only the client can read: its standard input and its other descriptors. */
    private static boolean isStreamed(String file) {
        return file.equals("-") || file.startsWith("/dev/fd/") || file.equals("/dev/stdin");
    }

    private byte[] read(String file) {
        try (InputStream in = terminal.read(file)) {
            // one byte more than is allowed tells that there is more: /dev/zero has no end
            return in.readNBytes(YamlReader.MAXIMUM_BYTES + 1);
        } catch (IOException e) {
            throw new JstackException(
                    CommandError.FILE, "cannot read " + file + ": " + e.getMessage(), "name a file by -f FILE");
        }
    }

    private void warn(List<Warning> warnings) {
        Ansi ansi = ansi(StandardStream.ERR);
        warnings.forEach(warning -> err().println(ansi.yellow("warning") + ": " + warning));
    }

    Path resolve(String path) {
        return terminal.directory().resolve(path);
    }

    // ---- images

    ImageAccess images() {
        return stacks.imageStore();
    }

    /** Empty where there is no stack file at all. */
    Optional<LoadedStack> loadIfAny() {
        try {
            return Optional.of(load());
        } catch (JstackException e) {
            if (e.code() == StackError.FILE_NOT_FOUND && globals.files().isEmpty()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Asks on the client's terminal.
     *
     * @param without the option that spares the question
     */
    boolean isConfirmed(String question, String without) {
        if (!terminal.isTerminal(StandardStream.IN)) {
            throw new JstackException(
                    CommandError.USAGE,
                    "nobody can be asked: " + question.lines().findFirst().orElse(""),
                    without);
        }
        err().print(question + " [y/N] ");
        err().flush();
        try {
            int answer = terminal.in().read();
            return answer == 'y' || answer == 'Y';
        } catch (IOException e) {
            return false;
        }
    }

    // ---- containers

    /** The container of a service that is running now; without {@code index} the first. */
    ContainerStatus running(String project, String service, OptionalInt index) {
        List<ContainerStatus> all = projects().ps(project).stream()
                .filter(status -> status.container().service().equals(service)
                        && !status.container().oneOff())
                .toList();
        return all.stream()
                .filter(status -> status.container().isAlive())
                .filter(status -> index.isEmpty() || status.container().number() == index.getAsInt())
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        CommandError.NOT_RUNNING,
                        "service " + service
                                + (index.isPresent()
                                        ? " has no running container " + index.getAsInt()
                                        : " is not running")
                                + " in project " + project,
                        all.isEmpty()
                                ? "jstack up -d " + service
                                : "jstack ps -a " + service + ", jstack start " + service));
    }

    /** A container of a service, running or not. */
    ContainerStatus container(String project, String service, OptionalInt index) {
        return projects().ps(project).stream()
                .filter(status -> status.container().service().equals(service)
                        && !status.container().oneOff())
                .filter(status -> index.isEmpty() || status.container().number() == index.getAsInt())
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        CommandError.NOT_FOUND,
                        "service " + service + " has no container" + (index.isPresent() ? " " + index.getAsInt() : "")
                                + " in project " + project,
                        "jstack ps -a"));
    }
}
