package io.jstack.cli.commands;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which command a line of words names.
 *
 * @param group the word it stands under, if any: {@code network} of {@code network ls}
 * @param verb empty where only the group is named
 */
record CommandWord(Optional<Group> group, Optional<String> verb) {
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

    /** Of the words that are neither a global option nor one's value, the first, or the first two. */
    static Optional<CommandWord> of(List<String> words) {
        int first = next(words, 0);
        if (first == words.size()) {
            return Optional.empty();
        }
        Optional<Group> group = Group.named(words.get(first));
        if (group.isEmpty()) {
            return Optional.of(new CommandWord(group, Optional.of(words.get(first))));
        }
        int second = next(words, first + 1);
        return Optional.of(
                new CommandWord(group, second == words.size() ? Optional.empty() : Optional.of(words.get(second))));
    }

    /** As it is typed. */
    String text() {
        return group.map(found -> found.name() + verb.map(word -> " " + word).orElse(""))
                .orElseGet(verb::orElseThrow);
    }

    private static int next(List<String> words, int from) {
        for (int i = from; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-") || word.equals("-")) {
                return i;
            }
            if (VALUED.contains(word)) {
                i++;
            }
        }
        return words.size();
    }
}
