package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.RunOptions;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack run}. */
@Command(
        name = "run",
        header = "$ jstack run --rm web sh",
        description =
                "Run a one-off container of a service, its dependencies started first; its exit code is passed on.")
final class RunCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Of which.")
    private String service = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "Instead of the service's command.")
    private List<String> command = new ArrayList<>();

    @Option(
            names = {"-d", "--detach"},
            description = "Start it, print its name, and return.")
    private boolean detach;

    @Option(names = "--rm", description = "Remove it when it has ended.")
    private boolean remove;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Set a variable; NAME alone takes this shell's.")
    private List<String> environment = new ArrayList<>();

    @Option(names = "--env-from-file", paramLabel = "FILE", description = "Variables, a line each.")
    private List<String> environmentFiles = new ArrayList<>();

    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME=VALUE",
            description = "Add a label.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "SOURCE:TARGET",
            description = "Add a mount, as a stack file writes it.")
    private List<String> volumes = new ArrayList<>();

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "PORT",
            description = "Publish a port, as a stack file writes it.")
    private List<String> ports = new ArrayList<>();

    @Option(
            names = {"-P", "--service-ports"},
            description = "Publish the service's own ports.")
    private boolean servicePorts;

    @Option(names = "--use-aliases", description = "Answer to the service's names on its networks.")
    private boolean useAliases;

    @Option(names = "--entrypoint", paramLabel = "COMMAND", description = "Instead of the image's; '' clears it.")
    private Optional<String> entrypoint = Optional.empty();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "As that user.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "In that directory.")
    private Optional<String> directory = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", description = "The container's name.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--cap-add", paramLabel = "CAP", description = "Add a capability.")
    private List<String> capAdd = new ArrayList<>();

    @Option(names = "--cap-drop", paramLabel = "CAP", description = "Drop a capability.")
    private List<String> capDrop = new ArrayList<>();

    @Option(names = "--no-deps", description = "Start no dependencies.")
    private boolean noDependencies;

    @Option(names = "--build", description = "Build the image first.")
    private boolean build;

    @Option(names = "--pull", paramLabel = "WHEN", description = "always, missing or never.")
    private Optional<String> pull = Optional.empty();

    @Option(names = "--remove-orphans", description = "Remove containers of services the file no longer has.")
    private boolean removeOrphans;

    @Option(
            names = {"-q", "--quiet", "--quiet-pull", "--quiet-build"},
            description = "Show nothing but the command's own output.")
    private boolean quiet;

    @Option(
            names = {"-T", "--no-tty", "--no-TTY"},
            description = "No terminal, as when it is piped.")
    private boolean noTty;

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-t", "--tty"},
            hidden = true,
            description = "The default on a terminal.")
    private boolean tty;

    @Option(
            names = {"-i", "--interactive"},
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            arity = "0",
            description = "Keep standard input open; the default.")
    private boolean interactive;

    RunCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Stack stack = run.load(List.of(service)).stack();
        Terminal terminal = run.terminal();
        boolean onTerminal =
                !noTty && !detach && terminal.isTerminal(StandardStream.IN) && terminal.isTerminal(StandardStream.OUT);
        try {
            return run(stack, onTerminal);
        } catch (JstackException e) {
            run.err().println("jstack: " + e.getMessage());
            return ExitCode.ofProgram(e, ExitCode.NOT_RUN);
        }
    }

    private int run(Stack stack, boolean onTerminal) throws InterruptedException, IOException {
        ContainerId id;
        ProgressMode mode = quiet ? ProgressMode.QUIET : run.globals().progress(run.terminal());
        try (ProgressDisplay progress = ProgressDisplay.of(run, mode)) {
            id = run.projects().prepareRun(stack, options(stack, onTerminal), progress);
        }
        String project = stack.project();
        if (detach) {
            run.projects().startRun(project, id);
            run.out().println(nameOf(project, id));
            return ExitCode.OK;
        }
        boolean left = false;
        try {
            InputStream in = interactive ? run.terminal().in() : InputStream.nullInputStream();
            OptionalInt code =
                    new Joined().fromItsStart(run, id, in, () -> run.projects().startRun(project, id));
            left = code.isEmpty();
            if (left) {
                Joined.tellLeft(run, nameOf(project, id));
            }
            return code.orElse(ExitCode.OK);
        } finally {
            if (remove && !left) {
                boolean interrupted = Thread.interrupted();
                run.projects().removeRun(project, id, AnonymousVolumes.REMOVE);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private String nameOf(String project, ContainerId id) {
        return run.projects().ps(project).stream()
                .filter(status -> status.container().id().equals(id))
                .map(status -> status.container().name())
                .findFirst()
                .orElse(id.shortId());
    }

    private RunOptions options(Stack stack, boolean onTerminal) throws IOException {
        ShortForms forms = ShortForms.of(run, stack, volumes, ports);
        return new RunOptions(
                service,
                command,
                entrypoint.map(text -> text.isEmpty() ? List.<String>of() : Words.split(text)),
                Pairs.of(ExecCommand.environment(run, environmentFiles, environment)),
                Pairs.of(labels),
                forms.mounts(),
                forms.ports(),
                servicePorts ? RunOptions.Ports.OF_THE_SERVICE : RunOptions.Ports.NOT_PUBLISHED,
                user,
                directory,
                capAdd,
                capDrop,
                onTerminal,
                interactive && !detach,
                useAliases,
                noDependencies ? UpOptions.Dependencies.LEFT_ALONE : UpOptions.Dependencies.INCLUDED,
                images(),
                removeOrphans ? UpOptions.Orphans.REMOVE : UpOptions.Orphans.WARN,
                name,
                run.holder("run " + service));
    }

    private UpOptions.Images images() {
        if (build) {
            return UpOptions.Images.BUILD;
        }
        return switch (pull.orElse("")) {
            case "" -> UpOptions.Images.AS_WRITTEN;
            case "always" -> UpOptions.Images.PULL_ALWAYS;
            case "missing" -> UpOptions.Images.PULL_MISSING;
            case "never" -> UpOptions.Images.PULL_NEVER;
            default ->
                throw new JstackException(
                        CommandError.USAGE, "--pull does not know " + pull.get(), "--pull always|missing|never");
        };
    }
}
