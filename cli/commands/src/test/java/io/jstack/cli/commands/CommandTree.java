package io.jstack.cli.commands;

import io.jstack.orchestrator.stack.RememberedLoads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every command of jstack's by its name, {@code up} and {@code container run}, as the program itself parses it. */
record CommandTree(Map<String, CommandSpec> commands) {
    static CommandTree whole() {
        Invocation run = new Invocation(
                new FakeTerminal(Path.of("/")), new RecordingStacks().stacks(), new RememberedLoads(), new Globals());
        Commands program = new Commands(run.stacks(), "0");
        List<String> names = new ArrayList<>(Verbs.NAMES);
        Group.names()
                .forEach(group -> Group.named(group)
                        .orElseThrow()
                        .verbs()
                        .keySet()
                        .forEach(verb -> names.add(group + " " + verb)));
        Map<String, CommandSpec> commands = new LinkedHashMap<>();
        for (String name : names) {
            CommandWord word = CommandWord.of(List.of(name.split(" ", -1))).orElseThrow();
            commands.put(
                    name,
                    CommandModel.of(run, word, program.make(word, run).orElseThrow())
                            .command()
                            .getCommandSpec());
        }
        return new CommandTree(commands);
    }

    /** Options that every command has. */
    static Set<String> globals() {
        CommandSpec spec = CommandSpec.create();
        new Globals().addTo(spec);
        Help.addOption(spec);
        return spec.optionsMap().keySet();
    }

    /** What a command takes besides those and besides what docker's takes, hidden ones left out: the names of each. */
    Map<String, List<String>> own() {
        Map<String, List<String>> own = new TreeMap<>();
        commands.forEach((name, spec) -> {
            List<String> options = new ArrayList<>();
            for (OptionSpec option : spec.options()) {
                boolean isDockers = DockerCommands.of(name).stream()
                        .flatMap(entry -> entry.flags().stream())
                        .anyMatch(flag -> flag.names().contains(option.longestName()));
                if (!isDockers && !option.hidden()) {
                    options.add(String.join(", ", option.names()));
                }
            }
            if (DockerCommands.of(name).isEmpty() || !options.isEmpty()) {
                own.put(name, options);
            }
        });
        return own;
    }
}
