package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.engine.terminal.TerminalProgram;
import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.stack.RememberedLoads;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program behind every client: finds the command that was named, builds its model alone, and says what went wrong. */
final class Commands implements TerminalProgram {
    private final Stacks stacks;
    private final String version;
    private final RememberedLoads loads = new RememberedLoads();

    Commands(Stacks stacks, String version) {
        this.stacks = stacks;
        this.version = version;
    }

    @Override
    public int run(Terminal terminal) throws InterruptedException {
        Invocation run = new Invocation(terminal, stacks, loads, new Globals());
        try {
            return run(run, terminal.arguments());
        } catch (JstackException e) {
            return say(run, e);
        }
    }

    private int run(Invocation run, List<String> words) throws InterruptedException {
        Optional<CommandWord> named = CommandWord.of(words);
        if (named.isEmpty()) {
            boolean version = words.contains("--version") || words.contains("-v");
            run.out().print(version ? "jstack " + this.version + "\n" : Help.overview());
            return ExitCode.OK;
        }
        CommandWord word = named.get();
        if (word.verb().isEmpty()) {
            run.out().print(word.group().orElseThrow().overview());
            return ExitCode.OK;
        }
        if (word.text().equals("help")) {
            return help(run, words.subList(words.indexOf("help") + 1, words.size()));
        }
        Callable<Integer> command = make(word, run).orElseThrow(() -> unknown(word, words));
        CommandModel model = CommandModel.of(run, word, command);
        try {
            ParseResult parsed = model.root().parseArgs(words.toArray(String[]::new));
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            if (parsed.isUsageHelpRequested()) {
                run.out().print(Help.of(model.command()));
                return ExitCode.OK;
            }
        } catch (ParameterException e) {
            return misused(run, word, e, model.command());
        }
        return call(command);
    }

    /** The command; a word that only docker has is looked up under its group: {@code rename} is {@code container rename}. */
    Optional<Callable<Integer>> make(CommandWord word, Invocation run) {
        String verb = word.verb().orElseThrow();
        return word.group().isPresent()
                ? word.group().get().make(verb, run)
                : Verbs.make(verb, run, version)
                        .or(() -> DockerCommands.longName(verb)
                                .flatMap(name -> CommandWord.of(List.of(name.split(" ", -1))))
                                .filter(named -> named.group().isPresent())
                                .flatMap(named -> make(named, run)));
    }

    private static int call(Callable<Integer> command) throws InterruptedException {
        try {
            return command.call();
        } catch (RuntimeException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new JstackException(
                    CommandError.FILE,
                    String.valueOf(e.getMessage()),
                    "check the file and the space left on its disk",
                    e);
        }
    }

    private int help(Invocation run, List<String> words) {
        if (words.contains("--commands")) {
            Verbs.NAMES.forEach(run.out()::println); // for shell completion
            Group.names().forEach(run.out()::println);
            return ExitCode.OK;
        }
        Optional<CommandWord> word = CommandWord.of(words);
        if (word.isEmpty()) {
            run.out().print(Help.overview());
        } else if (word.get().verb().isEmpty()) {
            run.out().print(word.get().group().orElseThrow().overview());
        } else {
            Callable<Integer> command = make(word.get(), run).orElseThrow(() -> unknown(word.get(), words));
            run.out().print(Help.of(CommandModel.of(run, word.get(), command).command()));
        }
        return ExitCode.OK;
    }

    private static JstackException unknown(CommandWord word, List<String> words) {
        Optional<DockerCommands.Refusal> refusal = DockerCommands.refusal(words);
        if (refusal.isPresent()) {
            return refusal.get().of(word.text());
        }
        return new JstackException(
                CommandError.USAGE,
                "no such command: " + word.text(),
                word.group()
                        .map(group -> "jstack " + group.name() + " "
                                + String.join("|", group.verbs().keySet()))
                        .or(() -> Verbs.near(word.text()).map(near -> "jstack " + near))
                        .orElse("jstack --help"));
    }

    /** What docker takes and jstack does not is refused by its name, anything else is a mistake. */
    private static int misused(Invocation run, CommandWord word, ParameterException e, CommandLine command) {
        int code =
                word.group().filter(ContainerCommands.GROUP::equals).isPresent() ? ExitCode.NOT_RUN : ExitCode.FAILED;
        Optional<JstackException> refusal = refusalIn(e);
        if (refusal.isPresent()) {
            tell(run, refusal.get());
            return code;
        }
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        String message = first.isEmpty() ? first : Character.toLowerCase(first.charAt(0)) + first.substring(1);
        run.err()
                .println("jstack: "
                        + new Problem(
                                CommandError.USAGE, Optional.empty(), message, "jstack " + word.text() + " --help"));
        run.err().print(Help.synopsis(command));
        return code;
    }

    /** picocli wraps what a setter throws, and more than once. */
    private static Optional<JstackException> refusalIn(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(JstackException.class::isInstance)
                .map(JstackException.class::cast)
                .findFirst();
    }

    /** Each problem on its own; a problem with a place begins with it, as compilers write. */
    private static int say(Invocation run, JstackException e) {
        tell(run, e);
        return e.code() == ControlError.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.FAILED;
    }

    static void tell(Invocation run, JstackException e) {
        Ansi ansi = run.ansi(StandardStream.ERR);
        for (Problem problem : e.problems()) {
            String head =
                    problem.place().map(place -> ansi.bold(place.toString())).orElse("jstack");
            run.err().println(head + ": " + ansi.red(problem.code().id()) + ": " + problem.message());
            if (!problem.remedy().isEmpty()) {
                run.err().println("  try: " + problem.remedy());
            }
        }
    }
}
