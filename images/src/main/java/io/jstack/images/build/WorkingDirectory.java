package io.jstack.images.build;

import io.jstack.images.layer.MergedTree;
import java.util.List;

/** Paths as instructions write them: relative ones are below the working directory. */
final class WorkingDirectory {
    private WorkingDirectory() {}

    /** Absolute and without {@code .} and {@code ..}. */
    static String join(String workingDir, String path) {
        String whole = path.startsWith("/") ? path : workingDir + "/" + path;
        List<String> parts = SourceTree.normal(java.util.Arrays.stream(whole.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList());
        return "/" + String.join("/", parts);
    }

    /** The parts of {@link #join}, each char one byte. */
    static List<String> parts(String workingDir, String path) {
        return MergedTree.parts(join(workingDir, path));
    }
}
