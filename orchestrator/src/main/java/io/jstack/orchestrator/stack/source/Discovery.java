package io.jstack.orchestrator.stack.source;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the stack file when none is named: Compose's names first, then jstack's, in this folder or the nearest above it. */
public final class Discovery {
    private static final List<String> NAMES = List.of(
            "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml", "stack.yaml", "stack.yml");
    private static final List<String> OVERRIDES = List.of(
            "compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml",
            "stack.override.yaml",
            "stack.override.yml");

    private Discovery() {}

    /** The file, and the override beside it. */
    public static List<Path> from(Path directory, FileView files, Findings findings) {
        for (@Nullable Path folder = directory; folder != null; folder = folder.getParent()) {
            List<Path> candidates = existing(folder, NAMES, files);
            if (!candidates.isEmpty()) {
                List<Path> found = new ArrayList<>();
                found.add(first(candidates, "stack files", findings));
                List<Path> overrides = existing(folder, OVERRIDES, files);
                if (!overrides.isEmpty()) {
                    found.add(first(overrides, "override files", findings));
                }
                return found;
            }
        }
        throw new JstackException(
                StackError.FILE_NOT_FOUND,
                "no configuration file provided: none of " + String.join(", ", NAMES) + " in " + directory
                        + " or a folder above it",
                "name one with -f");
    }

    private static Path first(List<Path> candidates, String what, Findings findings) {
        if (candidates.size() > 1) {
            findings.warn("found several " + what + ": "
                    + String.join(", ", candidates.stream().map(Path::toString).toList()) + "; using "
                    + candidates.get(0));
        }
        return candidates.get(0);
    }

    private static List<Path> existing(Path folder, List<String> names, FileView files) {
        return names.stream().map(folder::resolve).filter(files::exists).toList();
    }
}
