package io.jstack.orchestrator.stack.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The host's files as one load sees them: each question is asked once. While every answer would be the same, so would what was made
 * of them.
 */
public final class FileView {
    private final Map<Asked, Boolean> answers = new HashMap<>();
    private final Map<Path, byte[]> contents = new HashMap<>();
    private boolean blurred;

    private record Asked(Question question, Path path) {
        boolean answer() {
            return switch (question) {
                case EXISTS -> Files.exists(path);
                case DIRECTORY -> Files.isDirectory(path);
                case REGULAR_FILE -> Files.isRegularFile(path);
                case SYMBOLIC_LINK -> Files.isSymbolicLink(path);
            };
        }
    }

    private enum Question {
        EXISTS,
        DIRECTORY,
        REGULAR_FILE,
        SYMBOLIC_LINK
    }

    public boolean exists(Path path) {
        return answer(Question.EXISTS, path);
    }

    public boolean isDirectory(Path path) {
        return answer(Question.DIRECTORY, path);
    }

    public boolean isRegularFile(Path path) {
        return answer(Question.REGULAR_FILE, path);
    }

    public boolean isSymbolicLink(Path path) {
        return answer(Question.SYMBOLIC_LINK, path);
    }

    private boolean answer(Question question, Path path) {
        return answers.computeIfAbsent(new Asked(question, path), Asked::answer);
    }

    /** Where a symbolic link leads. What was made of a view that followed one is not kept: any part of the way may change. */
    public Path realPath(Path path) throws IOException {
        blurred = true;
        return path.toRealPath();
    }

    /** What {@code path} holds, not more than one byte over {@code most}; not to be changed. */
    byte[] content(Path path, int most) throws IOException {
        byte[] known = contents.get(path);
        if (known != null) {
            return known;
        }
        try {
            byte[] content = read(path, most);
            contents.put(path, content);
            return content;
        } catch (IOException unreadable) {
            blurred = true;
            throw unreadable;
        }
    }

    /** Whether every question would be answered the same now. Compares what the files say, not when they were changed. */
    public boolean isCurrent() {
        return !blurred
                && answers.entrySet().stream().allMatch(entry -> entry.getKey().answer() == entry.getValue())
                && contents.entrySet().stream().allMatch(entry -> says(entry.getKey(), entry.getValue()));
    }

    private static boolean says(Path path, byte[] content) {
        try {
            return Arrays.equals(read(path, content.length), content);
        } catch (IOException gone) {
            return false;
        }
    }

    private static byte[] read(Path path, int most) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(most + 1);
        }
    }
}
