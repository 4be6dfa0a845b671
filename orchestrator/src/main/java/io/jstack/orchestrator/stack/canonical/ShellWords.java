package io.jstack.orchestrator.stack.canonical;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a command as a POSIX shell splits it, without expanding anything: quotes, backslashes, blanks. What follows an unquoted
 * {@code ; & | < >} is not part of the command, as the reference has it: there is no shell to carry it out.
 */
public final class ShellWords {
    /**
     * A split command.
     *
     * @param dropped what stood after the first shell operator
     */
    public record Words(List<String> words, Optional<String> dropped) {}

    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean escaped;
    private char quote = ' ';
    private boolean substitution;

    private ShellWords() {}

    /** Empty when quotes or parentheses do not close. */
    public static Optional<Words> split(String line) {
        return new ShellWords().read(line);
    }

    private Optional<Words> read(String line) {
        Optional<String> dropped = Optional.empty();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (escaped) {
                escaped = false;
                add(c);
            } else if (c == '\\' && quote != '\'') {
                escaped = true;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                blank(c);
            } else if (isOperator(c)) {
                if (c == '>' && word.length() > 0 && Character.isDigit(word.charAt(0))) {
                    inWord = false; // 2> names a descriptor
                }
                dropped = Optional.of(line.substring(i));
                break;
            } else if (!special(c)) {
                return Optional.empty();
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        boolean open = escaped || quote != ' ' || substitution;
        return open ? Optional.empty() : Optional.of(new Words(List.copyOf(words), dropped));
    }

    private void blank(char c) {
        if (quote != ' ' || substitution) {
            word.append(c);
        } else if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private boolean isOperator(char c) {
        return quote == ' ' && !substitution && ";&|<>".indexOf(c) >= 0;
    }

    /** Quotes and parentheses; false for one that cannot stand there. */
    private boolean special(char c) {
        if ((c == '"' || c == '\'') && (quote == ' ' || quote == c) && !substitution) {
            inWord = inWord || quote == c;
            quote = quote == c ? ' ' : c;
            return true;
        }
        if (c == '`' && (quote == ' ' || quote == '`') && !substitution) {
            quote = quote == '`' ? ' ' : '`';
        }
        if (c == '(' && quote == ' ') {
            if (substitution || word.length() == 0 || word.charAt(word.length() - 1) != '$') {
                return false;
            }
            substitution = true;
        } else if (c == ')' && quote == ' ') {
            substitution = !substitution;
        }
        add(c);
        return true;
    }

    private void add(char c) {
        inWord = true;
        word.append(c);
    }
}
