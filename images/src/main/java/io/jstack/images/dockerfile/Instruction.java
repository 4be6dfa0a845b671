package io.jstack.images.dockerfile;

import io.jstack.values.Place;
import java.util.List;
import java.util.Optional;

/**
 * One instruction, its continuation lines joined.
 *
 * @param arguments after keyword and flags, without comments and line ends
 * @param json the arguments when they are written as a JSON array (exec form)
 * @param heredocs in the order announced
 * @param place of the keyword
 * @param lastLine of the instruction, heredocs included
 */
public record Instruction(
        Keyword keyword,
        List<Flag> flags,
        String arguments,
        Optional<List<String>> json,
        List<Heredoc> heredocs,
        Place place,
        int lastLine) {
    public Instruction {
        flags = List.copyOf(flags);
        heredocs = List.copyOf(heredocs);
    }

    /** The last {@code --name} written, if any. */
    public Optional<Flag> flag(String name) {
        return flags.stream().filter(f -> f.name().equals(name)).reduce((first, second) -> second);
    }

    /** Every {@code --name}. */
    public List<Flag> flags(String name) {
        return flags.stream().filter(f -> f.name().equals(name)).toList();
    }

    /** As a user would write it, on one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(keyword.name());
        flags.forEach(f -> text.append(' ').append(f).append(f.value().isEmpty() ? "" : "=" + f.value()));
        return text.append(' ').append(arguments.strip()).toString();
    }
}
