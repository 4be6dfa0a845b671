package io.jstack.cli.commands;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Commands that stand under a word of their own, as Docker's do: {@code jstack network ls}.
 *
 * @param name the word
 * @param about what they are for, a sentence
 * @param verbs by name, the ones with several names under each; only the one that was named is made
 */
record Group(String name, String about, Map<String, Function<Invocation, Callable<Integer>>> verbs) {
    private static final List<Group> ALL = List.of(
            ContainerCommands.GROUP,
            ImageCommands.GROUP,
            BuilderCommands.GROUP,
            NetworkCommands.GROUP,
            SystemCommands.GROUP,
            VolumeCommands.GROUP,
            RegistryCommands.GROUP);

    Group {
        verbs = new LinkedHashMap<>(verbs);
    }

    static Optional<Group> named(String name) {
        return ALL.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    static List<String> names() {
        return ALL.stream().map(Group::name).toList();
    }

    Optional<Callable<Integer>> make(String verb, Invocation run) {
        return Optional.ofNullable(verbs.get(verb)).map(maker -> maker.apply(run));
    }

    /** What {@code jstack network} alone prints. */
    String overview() {
        return """
                %s

                  jstack %s %s

                More of one: jstack %s COMMAND --help
                """.formatted(about, name, String.join(" | ", verbs.keySet()), name);
    }
}
