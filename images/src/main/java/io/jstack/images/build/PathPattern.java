package io.jstack.images.build;

import java.util.regex.Pattern;

/**
 * A path pattern of Go's {@code filepath.Match}, and {@code **} for any number of directories, as {@code .dockerignore} and COPY have
 * it.
 */
final class PathPattern {
    private PathPattern() {}

    static Pattern compile(String glob) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            if (c == '*' && glob.startsWith("**", i)) {
                i += 2;
                if (i < glob.length() && glob.charAt(i) == '/') {
                    i++;
                    out.append("(?:.*/)?");
                } else {
                    out.append(".*");
                }
                continue;
            }
            if (c == '*') {
                out.append("[^/]*");
            } else if (c == '?') {
                out.append("[^/]");
            } else if (c == '[' && glob.indexOf(']', i + 1) > 0) {
                int end = glob.indexOf(']', i + 1);
                out.append('[')
                        .append(glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\["))
                        .append(']');
                i = end;
            } else if (c == '\\' && i + 1 < glob.length()) {
                out.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
            i++;
        }
        return Pattern.compile(out.toString(), Pattern.DOTALL);
    }

    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }
}
