package io.jstack.orchestrator.stack.dotenv;

import io.jstack.orchestrator.stack.interpolate.Lookup;
import io.jstack.orchestrator.stack.interpolate.Template;
import io.jstack.orchestrator.stack.interpolate.TemplateException;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Lines of {@code NAME=value}: comments, {@code export}, single quotes as they are, double quotes with escapes and variables, values
 * over several lines in quotes, and a name alone for what the caller's environment has.
 */
public final class Dotenv {
    private final String text;
    private final String file;
    private final Map<String, String> variables;
    private final Lookup caller;
    private final BiConsumer<String, Place> seen;
    private int at;

    private Dotenv(
            String text, String file, Map<String, String> variables, Lookup caller, BiConsumer<String, Place> seen) {
        this.text = text;
        this.file = file;
        this.variables = variables;
        this.caller = caller;
        this.seen = seen;
    }

    /**
     * Reads {@code text} into {@code variables}, which it may already refer to.
     *
     * @param caller looked at before {@code variables}
     */
    public static void read(String text, String file, Map<String, String> variables, Lookup caller) {
        read(text, file, variables, caller, (name, place) -> {});
    }

    /** As above, and says where each variable is set. */
    public static void read(
            String text, String file, Map<String, String> variables, Lookup caller, BiConsumer<String, Place> seen) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        new Dotenv(body, file, variables, caller, seen).statements();
    }

    /** The format {@code raw}: no quotes, no variables, all after the first {@code =} is the value. */
    public static void readRaw(String text, String file, Map<String, String> variables, Lookup caller) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String stripped = line.stripLeading();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            int equals = stripped.indexOf('=');
            String name = equals < 0 ? stripped : stripped.substring(0, equals);
            if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
                throw problem(new Place(file, number, 1), "variable '" + name + "' contains whitespaces");
            }
            if (equals >= 0) {
                variables.put(name, stripped.substring(equals + 1));
            } else {
                caller.value(name).ifPresent(value -> variables.put(name, value));
            }
        }
    }

    private void statements() {
        while (skipBlank()) {
            statement();
        }
    }

    /** To the next statement; false at the end. */
    private boolean skipBlank() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (isBlank(c) || c == '\n') {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void statement() {
        if (text.startsWith("export", at) && at + 6 < text.length() && isBlank(text.charAt(at + 6))) {
            at += 6;
            skipSpaces();
        }
        Place place = place(at);
        int end = at;
        while (end < text.length() && "=:\n".indexOf(text.charAt(end)) < 0) {
            char c = text.charAt(end);
            if (!isBlank(c) && "_.-[]".indexOf(c) < 0 && !Character.isLetterOrDigit(c)) {
                throw problem(place(end), "unexpected character \"" + c + "\" in variable name \"" + lineAt(at) + "\"");
            }
            end++;
        }
        String name = text.substring(at, end).stripTrailing();
        if (name.indexOf(' ') >= 0) {
            throw problem(place, "key cannot contain a space: \"" + name + "\"");
        }
        boolean alone = end == text.length() || text.charAt(end) == '\n';
        at = Math.min(end + 1, text.length());
        if (alone) {
            caller.value(name).ifPresent(value -> set(name, value, place));
            return;
        }
        skipSpaces();
        set(name, value(), place);
    }

    private void set(String name, String value, Place place) {
        variables.put(name, value);
        seen.accept(name, place);
    }

    private String value() {
        char quote = at < text.length() ? text.charAt(at) : '\n';
        if (quote == '"' || quote == '\'') {
            return quoted(quote);
        }
        Place place = place(at);
        int end = text.indexOf('\n', at);
        String line = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 1;
        int comment = line.indexOf(" #");
        return expand((comment < 0 ? line : line.substring(0, comment)).stripTrailing(), place);
    }

    private String quoted(char quote) {
        Place place = place(at);
        StringBuilder value = new StringBuilder();
        boolean escaped = false;
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote && !escaped) {
                at = i + 1;
                return quote == '"' ? expand(Escapes.expand(value.toString()), place) : value.toString();
            }
            if (c == '\\' && !escaped) {
                escaped = true;
                continue;
            }
            if (escaped && c != quote) {
                value.append('\\');
            }
            escaped = false;
            value.append(c);
        }
        throw problem(place, "unterminated quoted value " + lineAt(at));
    }

    private String expand(String value, Place place) {
        Lookup both = name -> caller.value(name).or(() -> Optional.ofNullable(variables.get(name)));
        Consumer<String> unset = name -> {}; // the reference warns here too; an env file may rely on empty values
        try {
            return Template.substitute(value, both, unset);
        } catch (TemplateException wrong) {
            throw problem(place, wrong.text());
        }
    }

    private void skipSpaces() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0B || c == 0x85 || c == 0xA0;
    }

    private String lineAt(int position) {
        int end = text.indexOf('\n', position);
        return text.substring(position, end < 0 ? text.length() : end);
    }

    private Place place(int position) {
        int line = 1;
        int start = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < position; i = text.indexOf('\n', i + 1)) {
            line++;
            start = i + 1;
        }
        return new Place(file, line, position - start + 1);
    }

    private static JstackException problem(Place place, String message) {
        return new JstackException(StackError.ENV_FILE_INVALID, place, message, "write NAME=value, one on each line");
    }
}
