package io.jstack.cli.commands;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** The root with one command beneath it, perhaps under a group's word, all with the global options. */
record CommandModel(CommandLine root, CommandLine command) {
    /** Commands whose words after the first are another program's. */
    private static final Set<String> PROGRAMS =
            Set.of("exec", "run", "container exec", "container run", "container create");

    static CommandModel of(Invocation run, CommandWord word, Callable<Integer> program) {
        CommandLine command = new CommandLine(program);
        run.globals().addTo(command.getCommandSpec());
        Help.addOption(command.getCommandSpec());
        addDockers(command.getCommandSpec(), word.text());
        CommandLine above = globalsAlone(run, "jstack");
        CommandLine root = above;
        if (word.group().isPresent()) {
            above = globalsAlone(run, word.group().get().name());
            root.addSubcommand(word.group().get().name(), above);
        }
        above.addSubcommand(word.verb().orElseThrow(), command);
        root.setExpandAtFiles(false);
        command.setStopAtPositional(PROGRAMS.contains(word.text()));
        return new CommandModel(root, command);
    }

    private static CommandLine globalsAlone(Invocation run, String name) {
        CommandSpec spec = CommandSpec.create().name(name);
        run.globals().addTo(spec);
        addDockers(spec, "jstack");
        return new CommandLine(spec);
    }

    /** Options of docker's that change nothing here, and those that are refused. */
    private static void addDockers(CommandSpec spec, String command) {
        for (DockerCommands.Entry entry : DockerCommands.of(command)) {
            for (DockerCommands.Flag flag : entry.flags()) {
                if (flag.names().stream().noneMatch(spec.optionsMap()::containsKey)) {
                    option(flag, command).ifPresent(spec::addOption);
                }
            }
        }
    }

    private static Optional<OptionSpec> option(DockerCommands.Flag flag, String command) {
        OptionSpec.Builder option =
                OptionSpec.builder(flag.names().toArray(String[]::new)).hidden(true);
        if (flag instanceof DockerCommands.Idle idle) {
            return Optional.of(option.type(List.class)
                    .auxiliaryTypes(String.class)
                    .arity(idle.arity())
                    .build());
        }
        if (flag instanceof DockerCommands.Refused refused) {
            String what = command + " " + flag.names().get(flag.names().size() - 1);
            return Optional.of(option.type(String.class)
                    .arity("0..1")
                    .fallbackValue("given")
                    .setter(new ISetter() {
                        @Override
                        @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"}) // nothing is given at first
                        public <T> T set(T value) {
                            if (value != null) {
                                throw refused.refusal().of(what);
                            }
                            return value;
                        }
                    })
                    .build());
        }
        return Optional.empty();
    }
}
