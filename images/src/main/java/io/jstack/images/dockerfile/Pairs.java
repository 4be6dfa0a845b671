package io.jstack.images.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code NAME=value …}, as ENV, LABEL and ARG take it, quotes and escapes still in it. */
public final class Pairs {
    private Pairs() {}

    /**
     * One name and what is given to it.
     *
     * @param value absent where there is no {@code =}
     */
    public record Pair(String name, Optional<String> value) {}

    /** Every word a pair: ARG. */
    public static List<Pair> ofWords(String arguments, char escape) {
        List<Pair> pairs = new ArrayList<>();
        for (String word : Words.split(arguments, escape)) {
            int equals = word.indexOf('=');
            pairs.add(
                    equals < 0
                            ? new Pair(word, Optional.empty())
                            : new Pair(word.substring(0, equals), Optional.of(word.substring(equals + 1))));
        }
        return pairs;
    }

    /** As {@link #ofWords}; or, where the first word has no {@code =}, the old form: a name, a space, and the rest. */
    public static List<Pair> of(String arguments, char escape) {
        List<String> words = Words.split(arguments, escape);
        if (!words.isEmpty() && words.get(0).indexOf('=') < 0) {
            String name = words.get(0);
            String rest =
                    arguments.substring(arguments.indexOf(name) + name.length()).strip();
            return List.of(new Pair(name, rest.isEmpty() ? Optional.empty() : Optional.of(rest)));
        }
        return ofWords(arguments, escape);
    }
}
