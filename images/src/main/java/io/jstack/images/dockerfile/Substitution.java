package io.jstack.images.dockerfile;

import java.util.Map;

/**
 * Takes quotes and escapes out of a word and puts variables in, as BuildKit's shell lexer does: {@code $x}, {@code ${x}}, and
 * {@code ${x:-word}}, {@code :+}, {@code :?} with and without colon, {@code #}, {@code ##}, {@code %}, {@code %%}, {@code /}, {@code //}.
 * A variable that is not set is empty.
 */
public final class Substitution {
    private final String text;
    private final char escape;
    private final Map<String, String> variables;
    private int at;

    private Substitution(String text, char escape, Map<String, String> variables) {
        this.text = text;
        this.escape = escape;
        this.variables = variables;
    }

    /** What a {@code ${…}} says that cannot be. */
    public static final class BadSubstitution extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadSubstitution(String message) {
            super(message);
        }
    }

    /**
     * Expands one word.
     *
     * @param escape {@code \} or {@code `}
     * @throws BadSubstitution for a brace that is not closed, an operator that is none, and a variable that {@code ?} demands
     */
    public static String expand(String word, char escape, Map<String, String> variables) {
        return new Substitution(word, escape, variables).until('\0', Quoting.REMOVE);
    }

    /** Expands the variables of a document; quotes are text in it. */
    public static String expandDocument(String document, char escape, Map<String, String> variables) {
        return new Substitution(document, escape, variables).until('\0', Quoting.KEEP);
    }

    private enum Quoting {
        REMOVE,
        KEEP
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private String until(char stop, Quoting quoting) {
        StringBuilder out = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(at);
            if (c == stop) {
                return out.toString();
            }
            if (c == '\'' && quoting == Quoting.REMOVE) {
                out.append(singleQuoted());
            } else if (c == '"' && quoting == Quoting.REMOVE) {
                out.append(doubleQuoted());
            } else if (c == '$') {
                out.append(variable(quoting));
            } else if (c == escape) {
                out.append(escaped(quoting));
            } else {
                out.append(c);
                at++;
            }
        }
        if (stop != '\0') {
            throw new BadSubstitution("'" + stop + "' is missing in " + text);
        }
        return out.toString();
    }

    private String escaped(Quoting quoting) {
        at++;
        if (atEnd()) {
            return "";
        }
        char next = text.charAt(at++);
        // in a document only a variable can be escaped
        return quoting == Quoting.KEEP && next != '$' && next != escape ? "" + escape + next : "" + next;
    }

    private String singleQuoted() {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            throw new BadSubstitution("a ' is not closed in " + text);
        }
        String inner = text.substring(at + 1, end);
        at = end + 1;
        return inner;
    }

    private String doubleQuoted() {
        StringBuilder out = new StringBuilder();
        at++;
        while (!atEnd()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c == '$') {
                out.append(variable(Quoting.REMOVE));
            } else if (c == escape && at + 1 < text.length()) {
                char next = text.charAt(at + 1);
                if (next != '"' && next != '$' && next != escape) {
                    out.append(c);
                }
                out.append(next);
                at += 2;
            } else {
                out.append(c);
                at++;
            }
        }
        throw new BadSubstitution("a \" is not closed in " + text);
    }

    private String variable(Quoting quoting) {
        at++;
        if (atEnd()) {
            return "$";
        }
        if (text.charAt(at) == '{') {
            at++;
            return braced(quoting);
        }
        String name = name();
        return name.isEmpty() ? "$" : variables.getOrDefault(name, "");
    }

    private String name() {
        int start = at;
        while (!atEnd() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (at == start && !atEnd() && "@*#?-$!0".indexOf(text.charAt(at)) >= 0) {
            at++; // a shell's own parameters: known by name, never set
        }
        return text.substring(start, at);
    }

    private static boolean isNamePart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private String braced(Quoting quoting) {
        String name = name();
        if (name.isEmpty() || atEnd()) {
            throw new BadSubstitution("${ is not closed in " + text);
        }
        char operator = text.charAt(at++);
        if (operator == '}') {
            return variables.getOrDefault(name, "");
        }
        boolean set = variables.containsKey(name);
        String value = variables.getOrDefault(name, "");
        if (operator == ':') {
            set = !value.isEmpty();
            operator = atEnd() ? ':' : text.charAt(at++);
            if ("-+?".indexOf(operator) < 0) {
                throw new BadSubstitution("${" + name + ":" + operator + "…} is no operator, in " + text);
            }
        }
        boolean twice = "#%/".indexOf(operator) >= 0 && !atEnd() && text.charAt(at) == operator;
        if (twice) {
            at++;
        }
        return switch (operator) {
            case '-' -> choose(set, value, word(quoting));
            case '+' -> choose(!set, "", word(quoting));
            case '?' -> demand(name, set, value, word(quoting));
            case '#' -> Glob.of(pattern()).withoutPrefix(value, twice ? Glob.Reach.LONGEST : Glob.Reach.SHORTEST);
            case '%' -> Glob.of(pattern()).withoutSuffix(value, twice ? Glob.Reach.LONGEST : Glob.Reach.SHORTEST);
            case '/' -> replaced(value, twice, quoting);
            default -> throw new BadSubstitution("${" + name + operator + "…} is no operator, in " + text);
        };
    }

    private static String choose(boolean first, String one, String other) {
        return first ? one : other;
    }

    private static String demand(String name, boolean set, String value, String message) {
        if (!set) {
            throw new BadSubstitution(name + ": " + (message.isEmpty() ? "is not set" : message));
        }
        return value;
    }

    private String word(Quoting quoting) {
        String word = until('}', quoting);
        at++;
        return word;
    }

    /** Escapes belong to the pattern's own language, so only variables are replaced. */
    private String pattern() {
        return patternUntil("}");
    }

    private String patternUntil(String stops) {
        StringBuilder out = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(at);
            if (stops.indexOf(c) >= 0) {
                if (c == '}' || stops.length() > 1) {
                    at++;
                }
                lastStop = c;
                return out.toString();
            }
            if (c == '$') {
                out.append(variable(Quoting.REMOVE));
            } else if (c == '\\' && at + 1 < text.length()) {
                out.append(c).append(text.charAt(at + 1));
                at += 2;
            } else {
                out.append(c);
                at++;
            }
        }
        throw new BadSubstitution("'}' is missing in " + text);
    }

    private char lastStop;

    private String replaced(String value, boolean all, Quoting quoting) {
        String pattern = patternUntil("/}");
        String replacement = lastStop == '/' ? word(quoting) : "";
        return Glob.of(pattern).replace(value, replacement, all ? Glob.Count.ALL : Glob.Count.FIRST);
    }
}
