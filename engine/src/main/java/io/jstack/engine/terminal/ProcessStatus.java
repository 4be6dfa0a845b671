package io.jstack.engine.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What proc(5) tells in {@code status}. */
final class ProcessStatus {
    private ProcessStatus() {}

    /**
     * The words behind a field's name; none when there is no such process.
     *
     * @param process its number, or {@code self}
     * @param name with its colon
     */
    static List<String> field(String process, String name) {
        try {
            return Files.readAllLines(Path.of("/proc", process, "status")).stream()
                    .filter(line -> line.startsWith(name))
                    .flatMap(line ->
                            List.of(line.substring(name.length()).strip().split("\\s+")).stream())
                    .filter(text -> !text.isEmpty())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
