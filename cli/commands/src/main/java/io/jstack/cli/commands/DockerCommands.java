package io.jstack.cli.commands;

import io.jstack.values.JstackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What becomes of each command of docker compose and docker, and of each of its options: {@code docker-commands.txt}, read once. */
final class DockerCommands {
    private static final String TABLE = "docker-commands.txt";
    private static final String COMPOSE = "compose ";
    private static final Pattern THERE = Pattern.compile("(.+) -> (.+)");
    private static final Pattern GONE = Pattern.compile("(.+) refused: (.+) \\| (.+)");
    private static final Pattern WORKS = Pattern.compile("works (.+)");
    private static final Pattern IDLE = Pattern.compile("idle (\\S+)(| VALUE| \\[VALUE]): (.+)");
    private static final Pattern REFUSED = Pattern.compile("refused (.+?): (.+) \\| (.+)");

    private static final List<Entry> ENTRIES = read();

    private DockerCommands() {}

    /**
     * One command.
     *
     * @param names docker's, the longest first; those of docker compose begin with {@code compose}
     * @param jstack its name here; where it is refused, what it would be
     * @param refusal why there is none
     */
    record Entry(List<String> names, String jstack, List<Flag> flags, Optional<Refusal> refusal) {
        Entry {
            names = List.copyOf(names);
            flags = List.copyOf(flags);
        }

        boolean isOfCompose() {
            return (names.get(0) + " ").startsWith(COMPOSE);
        }
    }

    /** Something docker has. */
    interface Flag {
        /** {@code -v}, {@code --volume}. */
        List<String> names();
    }

    /** It does here what it does there. */
    record Works(List<String> names) implements Flag {}

    /**
     * It may be given, and changes nothing.
     *
     * @param arity of its value, as picocli writes it
     */
    record Idle(List<String> names, String arity, String why) implements Flag {}

    /** It is refused by its name. */
    record Refused(List<String> names, Refusal refusal) implements Flag {}

    /** Why something is not there, and what to do instead. */
    record Refusal(String why, String instead) {
        JstackException of(String what) {
            return new JstackException(
                    CommandError.UNSUPPORTED, "jstack " + what + " is not supported: " + why, instead);
        }
    }

    static List<Entry> all() {
        return ENTRIES;
    }

    /** The entries of a command by its name here, docker's and docker compose's; else by one of docker's other names. */
    static List<Entry> of(String command) {
        List<Entry> own =
                ENTRIES.stream().filter(entry -> entry.jstack().equals(command)).toList();
        return own.isEmpty()
                ? ENTRIES.stream()
                        .filter(entry -> entry.names().contains(command))
                        .toList()
                : own;
    }

    /** Why there is no such command here, where docker has the one these words begin with, or several that begin with them. */
    static Optional<Refusal> refusal(List<String> words) {
        String line = String.join(" ", words) + " ";
        return ENTRIES.stream()
                .filter(entry -> line.startsWith(entry.jstack() + " "))
                .findFirst()
                .or(() -> ENTRIES.stream()
                        .filter(entry -> entry.jstack().startsWith(words.get(0) + " "))
                        .findFirst())
                .flatMap(Entry::refusal);
    }

    /** Where jstack has what docker calls by a word of its own: {@code container rename} of {@code rename}. */
    static Optional<String> longName(String word) {
        return ENTRIES.stream()
                .filter(entry -> entry.refusal().isEmpty() && entry.names().contains(word))
                .map(Entry::jstack)
                .findFirst();
    }

    private static List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        InputStream table = Objects.requireNonNull(DockerCommands.class.getResourceAsStream(TABLE), TABLE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(" ")) {
                    Entry last = entries.remove(entries.size() - 1);
                    List<Flag> flags = new ArrayList<>(last.flags());
                    flags.addAll(flags(line.strip()));
                    entries.add(new Entry(last.names(), last.jstack(), flags, last.refusal()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    entries.add(entry(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(entries);
    }

    private static Entry entry(String line) {
        Matcher gone = GONE.matcher(line);
        if (gone.matches()) {
            String name = gone.group(1);
            String here = name.startsWith(COMPOSE) ? name.substring(COMPOSE.length()) : name;
            return new Entry(List.of(name), here, List.of(), Optional.of(new Refusal(gone.group(2), gone.group(3))));
        }
        Matcher there = matched(THERE, line);
        return new Entry(words(there.group(1), ", "), there.group(2), List.of(), Optional.empty());
    }

    private static List<Flag> flags(String line) {
        if (line.startsWith("works ")) {
            return words(matched(WORKS, line).group(1), " ").stream()
                    .<Flag>map(names -> new Works(words(names, ",")))
                    .toList();
        }
        if (line.startsWith("idle ")) {
            Matcher idle = matched(IDLE, line);
            String arity = idle.group(2).isEmpty() ? "0" : idle.group(2).equals(" VALUE") ? "1" : "0..1";
            return List.of(new Idle(words(idle.group(1), ","), arity, idle.group(3)));
        }
        Matcher refused = matched(REFUSED, line);
        Refusal refusal = new Refusal(refused.group(2), refused.group(3));
        return words(refused.group(1), " ").stream()
                .<Flag>map(names -> new Refused(words(names, ","), refusal))
                .toList();
    }

    private static Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException(TABLE + " has a line that means nothing: " + line);
        }
        return matcher;
    }

    private static List<String> words(String text, String between) {
        return Arrays.asList(text.split(Pattern.quote(between), -1));
    }
}
