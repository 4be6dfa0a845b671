package io.jstack.images.dockerfile;

import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.util.List;

/**
 * A parsed Dockerfile.
 *
 * @param escape {@code \} or, by directive, {@code `}
 * @param lines the text itself, for excerpts
 */
public record Dockerfile(String file, char escape, List<Instruction> instructions, List<String> lines) {
    private static final int CONTEXT = 2;

    public Dockerfile {
        instructions = List.copyOf(instructions);
        lines = List.copyOf(lines);
    }

    /** An error at {@code instruction}, with the lines around it. */
    public JstackException error(ImageError code, Instruction instruction, String message, String remedy) {
        return error(code, instruction.place(), instruction.lastLine(), message, remedy);
    }

    /** An error at {@code place}, with the lines around it. */
    public JstackException error(ImageError code, Place place, String message, String remedy) {
        return error(code, place, place.line(), message, remedy);
    }

    private JstackException error(ImageError code, Place place, int lastLine, String message, String remedy) {
        return new JstackException(code, place, message + excerpt(lines, place.line(), lastLine), remedy);
    }

    /** The lines {@code first} to {@code last} marked, and a little around them. */
    static String excerpt(List<String> lines, int first, int last) {
        StringBuilder text = new StringBuilder();
        for (int n = Math.max(1, first - CONTEXT); n <= Math.min(lines.size(), last + CONTEXT); n++) {
            String mark = n >= first && n <= last ? ">" : " ";
            text.append(String.format("%n  %s %3d | %s", mark, n, lines.get(n - 1)));
        }
        return text.toString();
    }
}
