package io.jstack.images.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Splits an instruction's arguments as BuildKit does: on white space that no quote or escape protects. */
public final class Words {
    private Words() {}

    /** The words, quotes and escapes still in them. */
    public static List<String> split(String text, char escape) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                int end = endOfWord(text, at, escape);
                words.add(text.substring(at, end));
                at = end;
            }
        }
        return words;
    }

    static int endOfWord(String text, int from, char escape) {
        char quote = 0;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == escape && quote != '\'' && at + 1 < text.length()) {
                at += 2;
                continue;
            }
            if (quote == 0) {
                if (Character.isWhitespace(c)) {
                    return at;
                }
                if (c == '"' || c == '\'') {
                    quote = c;
                }
            } else if (c == quote) {
                quote = 0;
            }
            at++;
        }
        return at;
    }

    /** Without quotes and escapes; variables stay as they are written. */
    static String unquote(String word, char escape) {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == escape && quote != '\'' && i + 1 < word.length()) {
                out.append(word.charAt(++i));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
