package io.jstack.orchestrator.stack.dotenv;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Escapes in double quotes: {@code \n}, {@code \t} and their like, {@code \0} with octal digits, and {@code \$} for a dollar sign. */
final class Escapes {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([abcfnrtv$\"\\\\]|0[0-9]{0,3})");

    private Escapes() {}

    /** The text with its escapes replaced, ready for interpolation. */
    static String expand(String text) {
        return ESCAPE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(one(match.group(1), match.group())));
    }

    private static String one(String escape, String whole) {
        if (escape.startsWith("0")) {
            return escape.matches("0[0-3][0-7]{2}") ? Character.toString((char) Integer.parseInt(escape, 8)) : whole;
        }
        return switch (escape) {
            case "a" -> "\u0007";
            case "b" -> "\b";
            case "f" -> "\f";
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            case "v" -> "\u000B";
            case "$" -> "$$"; // interpolation makes it one
            case "\"", "\\" -> escape;
            default -> whole;
        };
    }
}
