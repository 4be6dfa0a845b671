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
    /** Global options that take the next word with them. */
    private static final Set<String> VALUED = Set.of(
            "-f",
            "--file",
            "-p",
            "--project-name",
            "--project-directory",
            "--profile",
            "--env-file",
            "--ansi",
            "--progress",
            "--parallel");

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
        Optional<String> verb = verb(words);
        if (verb.isEmpty()) {
            boolean version = words.contains("--version") || words.contains("-v");
            run.out().print(version ? "jstack " + this.version + "\n" : Help.overview());
            return ExitCode.OK;
        }
        if (verb.get().equals("help")) {
            return help(run, words);
        }
        Callable<Integer> command = Verbs.make(verb.get(), run, version).orElseThrow(() -> unknown(verb.get()));
        Model model = Model.of(run, verb.get(), command);
        try {
            ParseResult parsed = model.root.parseArgs(words.toArray(String[]::new));
            if (parsed.subcommand().isUsageHelpRequested()) {
                run.out().print(Help.of(model.command));
                return ExitCode.OK;
            }
        } catch (ParameterException e) {
            return misused(run, verb.get(), e, model.command);
        }
        return call(command);
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

    /** The root with one command beneath it, both with the global options. */
    private record Model(CommandLine root, CommandLine command) {
        static Model of(Invocation run, String verb, Callable<Integer> program) {
            CommandSpec spec = CommandSpec.create().name("jstack");
            run.globals().addTo(spec);
            CommandLine command = new CommandLine(program);
            run.globals().addTo(command.getCommandSpec());
            Help.addOption(command.getCommandSpec());
            CommandLine root = new CommandLine(spec).addSubcommand(verb, command);
            root.setExpandAtFiles(false);
            command.setStopAtPositional(verb.equals("exec") || verb.equals("run"));
            return new Model(root, command);
        }
    }

    /** The first word that is neither a global option nor one's value. */
    private static Optional<String> verb(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-") || word.equals("-")) {
                return Optional.of(word);
            }
            if (VALUED.contains(word)) {
                i++;
            }
        }
        return Optional.empty();
    }

    private int help(Invocation run, List<String> words) {
        int at = words.indexOf("help") + 1;
        if (at >= words.size()) {
            run.out().print(Help.overview());
            return ExitCode.OK;
        }
        String verb = words.get(at);
        if (verb.equals("--commands")) {
            Verbs.NAMES.forEach(run.out()::println); // for shell completion
            return ExitCode.OK;
        }
        Callable<Integer> command = Verbs.make(verb, run, version).orElseThrow(() -> unknown(verb));
        run.out().print(Help.of(Model.of(run, verb, command).command));
        return ExitCode.OK;
    }

    private static JstackException unknown(String verb) {
        return new JstackException(
                CommandError.USAGE,
                "no such command: " + verb,
                Verbs.near(verb).map(near -> "jstack " + near).orElse("jstack --help"));
    }

    private static int misused(Invocation run, String verb, ParameterException e, CommandLine command) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        String message = first.isEmpty() ? first : Character.toLowerCase(first.charAt(0)) + first.substring(1);
        run.err()
                .println("jstack: "
                        + new Problem(CommandError.USAGE, Optional.empty(), message, "jstack " + verb + " --help"));
        run.err().print(Help.synopsis(command));
        return ExitCode.FAILED;
    }

    /** Each problem on its own; a problem with a place begins with it, as compilers write. */
    private static int say(Invocation run, JstackException e) {
        Ansi ansi = run.ansi(StandardStream.ERR);
        for (Problem problem : e.problems()) {
            String head =
                    problem.place().map(place -> ansi.bold(place.toString())).orElse("jstack");
            run.err().println(head + ": " + ansi.red(problem.code().id()) + ": " + problem.message());
            if (!problem.remedy().isEmpty()) {
                run.err().println("  try: " + problem.remedy());
            }
        }
        return e.code() == ControlError.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.FAILED;
    }
}
