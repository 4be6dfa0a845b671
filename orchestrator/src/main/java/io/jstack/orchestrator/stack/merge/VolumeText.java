package io.jstack.orchestrator.stack.merge;

import java.util.ArrayList;
import java.util.List;

/** The parts of {@code [source:]target[:options]}. A single letter before a colon is taken for a Windows drive, as the reference does. */
public final class VolumeText {
    private VolumeText() {}

    /** The text between colons; {@code ${...}} is one piece. */
    public static List<String> parts(String spec) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < spec.length(); i++) {
            char c = spec.charAt(i);
            if (c == '$' && i + 1 < spec.length() && spec.charAt(i + 1) == '{') {
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
            }
            boolean drive = part.length() == 1 && Character.isLetter(part.charAt(0));
            if (c == ':' && depth == 0 && !drive) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    /** Where the volume is mounted, as it is written. */
    static String target(String spec) {
        List<String> parts = spec.length() <= 2 ? List.of(spec) : parts(spec);
        return parts.size() == 1 ? parts.get(0) : parts.get(1);
    }
}
