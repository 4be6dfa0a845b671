package io.jstack.images.dockerfile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A shell pattern of {@code *}, {@code ?} and escapes, as {@code ${x#pattern}} takes it. */
final class Glob {
    private final Pattern greedy;
    private final Pattern lazy;

    enum Reach {
        SHORTEST,
        LONGEST
    }

    enum Count {
        FIRST,
        ALL
    }

    private Glob(Pattern greedy, Pattern lazy) {
        this.greedy = greedy;
        this.lazy = lazy;
    }

    static Glob of(String pattern) {
        return new Glob(
                Pattern.compile(regex(pattern, ".*"), Pattern.DOTALL),
                Pattern.compile(regex(pattern, ".*?"), Pattern.DOTALL));
    }

    private static String regex(String pattern, String star) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                out.append(star);
            } else if (c == '?') {
                out.append('.');
            } else {
                char literal = c == '\\' && i + 1 < pattern.length() ? pattern.charAt(++i) : c;
                out.append(Pattern.quote(String.valueOf(literal)));
            }
        }
        return out.toString();
    }

    String withoutPrefix(String value, Reach reach) {
        Matcher matcher = (reach == Reach.LONGEST ? greedy : lazy).matcher(value);
        return matcher.lookingAt() ? value.substring(matcher.end()) : value;
    }

    String withoutSuffix(String value, Reach reach) {
        for (int i = 0; i <= value.length(); i++) {
            int start = reach == Reach.LONGEST ? i : value.length() - i;
            if (greedy.matcher(value.substring(start)).matches()) {
                return value.substring(0, start);
            }
        }
        return value;
    }

    String replace(String value, String with, Count count) {
        Matcher matcher = greedy.matcher(value);
        String quoted = Matcher.quoteReplacement(with);
        return count == Count.ALL ? matcher.replaceAll(quoted) : matcher.replaceFirst(quoted);
    }
}
