package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.engine.terminal.TerminalProgram;
import io.jstack.orchestrator.ControlError;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program behind every client: finds the command that was named, builds its model alone, and says what went wrong. */
final class Commands implements TerminalProgram {
    private final Stacks stacks;
    private final String version;

    Commands(Stacks stacks, String version) {
        this.stacks = stacks;
        this.version = version;
    }

    @Override
    public int run(Terminal terminal) throws InterruptedException {
        Invocation run = new Invocation(terminal, stacks, new Globals());
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
        Callable<Integer> command = make(word, run).orElseThrow(() -> unknown(word));
        Model model = Model.of(run, word, command);
        try {
            ParseResult parsed = model.root.parseArgs(words.toArray(String[]::new));
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            if (parsed.isUsageHelpRequested()) {
                run.out().print(Help.of(model.command));
                return ExitCode.OK;
            }
        } catch (ParameterException e) {
            return misused(run, word, e, model.command);
        }
        return call(command);
    }

    private Optional<Callable<Integer>> make(CommandWord word, Invocation run) {
        return word.group().isPresent()
                ? word.group().get().make(word.verb().orElseThrow(), run)
                : Verbs.make(word.verb().orElseThrow(), run, version);
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

    /** The root with one command beneath it, perhaps under a group's word, all with the global options. */
    private record Model(CommandLine root, CommandLine command) {
        /** Commands whose words after the first are another program's. */
        private static final Set<String> PROGRAMS =
                Set.of("exec", "run", "container exec", "container run", "container create");

        static Model of(Invocation run, CommandWord word, Callable<Integer> program) {
            CommandLine command = new CommandLine(program);
            run.globals().addTo(command.getCommandSpec());
            Help.addOption(command.getCommandSpec());
            CommandLine above = globalsAlone(run, "jstack");
            CommandLine root = above;
            if (word.group().isPresent()) {
                above = globalsAlone(run, word.group().get().name());
                root.addSubcommand(word.group().get().name(), above);
            }
            above.addSubcommand(word.verb().orElseThrow(), command);
            root.setExpandAtFiles(false);
            command.setStopAtPositional(PROGRAMS.contains(word.text()));
            return new Model(root, command);
        }

        private static CommandLine globalsAlone(Invocation run, String name) {
            CommandSpec spec = CommandSpec.create().name(name);
            run.globals().addTo(spec);
            return new CommandLine(spec);
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
            Callable<Integer> command = make(word.get(), run).orElseThrow(() -> unknown(word.get()));
            run.out().print(Help.of(Model.of(run, word.get(), command).command));
        }
        return ExitCode.OK;
    }

    private static JstackException unknown(CommandWord word) {
        return new JstackException(
                CommandError.USAGE,
                "no such command: " + word.text(),
                word.group()
                        .map(group -> "jstack " + group.name() + " "
                                + String.join("|", group.verbs().keySet()))
                        .or(() -> Verbs.near(word.text()).map(near -> "jstack " + near))
                        .orElse("jstack --help"));
    }

    private static int misused(Invocation run, CommandWord word, ParameterException e, CommandLine command) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        String message = first.isEmpty() ? first : Character.toLowerCase(first.charAt(0)) + first.substring(1);
        run.err()
                .println("jstack: "
                        + new Problem(
                                CommandError.USAGE, Optional.empty(), message, "jstack " + word.text() + " --help"));
        run.err().print(Help.synopsis(command));
        return ExitCode.FAILED;
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
