package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.stack.print.Dollars;
import io.jstack.orchestrator.stack.print.Json;
import io.jstack.orchestrator.stack.print.PrintedStack;
import io.jstack.orchestrator.stack.print.Yaml;
import io.jstack.orchestrator.stack.report.Warning;
import io.jstack.orchestrator.stack.tree.MapNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A stack file in its canonical form: what {@code config} prints.
 *
 * @param projectName the project's name
 * @param directory the project directory, absolute
 * @param files the files it was read from, absolute, without standard input
 * @param tree the whole stack, long forms only
 * @param options the phases that were left out
 * @param warnings what the user should know, in the order it was found
 */
public record CanonicalStack(
        String projectName,
        Path directory,
        List<Path> files,
        MapNode tree,
        Set<LoadOption> options,
        List<Warning> warnings) {
    public CanonicalStack {
        files = List.copyOf(files);
        options = Set.copyOf(options);
        warnings = List.copyOf(warnings);
    }

    /** The same, with another tree. */
    public CanonicalStack withTree(MapNode other) {
        return new CanonicalStack(projectName, directory, files, other, options, warnings);
    }

    /** {@code config --format json}. */
    public String json() {
        return isTemplate() ? Json.print(tree, Dollars.KEPT) : Json.print(PrintedStack.json(tree), Dollars.DOUBLED);
    }

    /** {@code config --format yaml}. */
    public String yaml() {
        return Yaml.print(tree, isTemplate() ? Dollars.KEPT : Dollars.DOUBLED);
    }

    /** Variables are still in it: printed as it is, for it is no valid stack yet. */
    private boolean isTemplate() {
        return options.contains(LoadOption.NO_INTERPOLATE);
    }
}
