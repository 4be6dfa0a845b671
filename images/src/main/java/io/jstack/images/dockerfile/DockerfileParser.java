package io.jstack.images.dockerfile;

import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a Dockerfile: directives, comments, continuations, heredocs, flags, shell and exec form. */
public final class DockerfileParser {
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");
    private static final Set<String> DIRECTIVES = Set.of("escape", "syntax", "check");

    private final SourceLines lines;
    private char escape = '\\';

    private DockerfileParser(SourceLines lines) {
        this.lines = lines;
    }

    /**
     * Reads {@code text}.
     *
     * @param file what errors call it
     * @throws JstackException {@link ImageError#DOCKERFILE_INVALID} at the line and column at fault, with an excerpt
     */
    public static Dockerfile parse(String file, String text) {
        return new DockerfileParser(new SourceLines(file, text)).parse(file);
    }

    private Dockerfile parse(String file) {
        directives();
        List<Instruction> instructions = new ArrayList<>();
        while (lines.hasNext()) {
            String line = lines.take();
            if (!isComment(line) && !line.isBlank()) {
                instructions.add(instruction(line));
            }
        }
        if (instructions.isEmpty()) {
            throw lines.error(lines.place(1, 1), "the file has no instruction", "begin with FROM and a base image");
        }
        return new Dockerfile(file, escape, instructions, lines.all());
    }

    /** Directives stand before everything else, blank lines and other comments included. */
    private void directives() {
        Set<String> seen = new HashSet<>();
        while (lines.hasNext()) {
            Matcher matcher = DIRECTIVE.matcher(lines.peek());
            if (!matcher.matches() || !DIRECTIVES.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
                return;
            }
            lines.take();
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            Place place = lines.place(lines.line(), matcher.start(1) + 1);
            if (!seen.add(name)) {
                throw lines.error(place, "the directive " + name + " stands twice", "keep one of them");
            }
            if (name.equals("escape")) {
                String value = matcher.group(2);
                if (!value.equals("\\") && !value.equals("`")) {
                    throw lines.error(
                            lines.place(lines.line(), matcher.start(2) + 1),
                            "escape cannot be '" + value + "'",
                            "use \\ or `");
                }
                escape = value.charAt(0);
            }
        }
    }

    private static boolean isComment(String line) {
        return line.stripLeading().startsWith("#");
    }

    private Instruction instruction(String first) {
        JoinedText text = new JoinedText(lines);
        int indent = first.length() - first.stripLeading().length();
        int firstLine = lines.line();
        String part = first.substring(indent);
        int column = indent + 1;
        while (continues(part)) {
            text.add(withoutEscape(part), lines.line(), column);
            part = "";
            while (lines.hasNext() && (isComment(lines.peek()) || lines.peek().isBlank())) {
                lines.take();
            }
            if (!lines.hasNext()) {
                break;
            }
            part = lines.take();
            column = 1;
        }
        text.add(part, lines.line(), column);
        return instruction(text, lines.place(firstLine, indent + 1));
    }

    private boolean continues(String line) {
        String stripped = line.replaceFirst("[ \\t]+$", "");
        return !stripped.isEmpty() && stripped.charAt(stripped.length() - 1) == escape;
    }

    private String withoutEscape(String line) {
        String stripped = line.replaceFirst("[ \\t]+$", "");
        return stripped.substring(0, stripped.length() - 1);
    }

    private Instruction instruction(JoinedText joined, Place place) {
        String text = joined.toString();
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String word = text.substring(0, end);
        Keyword keyword = Keyword.of(word)
                .orElseThrow(() -> lines.error(
                        place,
                        "unknown instruction '" + word + "'",
                        Keyword.near(word)
                                .map(k -> "write " + k)
                                .orElse("see the Dockerfile reference for what there is")));
        List<Flag> flags = new ArrayList<>();
        int start = keyword.hasFlags() ? flags(joined, end, keyword, flags) : end;
        String arguments = text.substring(start).strip();
        if (arguments.isEmpty()) {
            throw lines.error(place, keyword + " needs an argument", "write what it is to act on, or remove the line");
        }
        List<Heredoc> heredocs = keyword.takesHeredocs() ? heredocs(arguments, place) : List.of();
        return new Instruction(keyword, flags, arguments, ExecForm.read(arguments), heredocs, place, lines.line());
    }

    private int flags(JoinedText joined, int from, Keyword keyword, List<Flag> flags) {
        String text = joined.toString();
        int at = from;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (!text.startsWith("--", at)) {
                return at;
            }
            int end = Words.endOfWord(text, at, escape);
            String word = text.substring(at + 2, end);
            if (word.isEmpty()) {
                return end;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Place place = joined.placeOf(at);
            if (!keyword.knows(name)) {
                throw lines.error(
                        place,
                        "%s has no flag --%s".formatted(keyword, name),
                        "remove it, or move it behind the program it belongs to");
            }
            flags.add(new Flag(name, equals < 0 ? "" : Words.unquote(word.substring(equals + 1), escape), place));
            at = end;
        }
    }

    private List<Heredoc> heredocs(String arguments, Place place) {
        List<Heredoc> result = new ArrayList<>();
        for (HeredocMark mark : HeredocMark.find(arguments, escape)) {
            StringBuilder content = new StringBuilder();
            while (true) {
                if (!lines.hasNext()) {
                    throw lines.error(
                            place,
                            "the document <<%s is not ended".formatted(mark.name()),
                            "write %s alone on a line after it".formatted(mark.name()));
                }
                String line = lines.take();
                String shown = mark.stripsTabs() ? line.replaceFirst("^\t+", "") : line;
                if (shown.equals(mark.name())) {
                    break;
                }
                content.append(shown).append('\n');
            }
            result.add(new Heredoc(mark.name(), content.toString(), mark.expansion()));
        }
        return result;
    }
}
