package io.jstack.orchestrator.stack.assembly;

import io.jstack.orchestrator.stack.canonical.Defaults;
import io.jstack.orchestrator.stack.canonical.LongForms;
import io.jstack.orchestrator.stack.canonical.LongForms.Lenience;
import io.jstack.orchestrator.stack.consistency.ResourceChecks;
import io.jstack.orchestrator.stack.interpolate.Interpolation;
import io.jstack.orchestrator.stack.merge.Directives;
import io.jstack.orchestrator.stack.merge.Merge;
import io.jstack.orchestrator.stack.merge.Uniqueness;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.Sound;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.resolve.CallerValues;
import io.jstack.orchestrator.stack.resolve.RelativePaths;
import io.jstack.orchestrator.stack.schema.Validation;
import io.jstack.orchestrator.stack.source.StackFile;
import io.jstack.orchestrator.stack.source.StackFiles;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes the files of a project, and of each include, to one tree in long form. */
public final class Assembly {
    private final StackFiles files;
    private final Findings findings;
    private final Set<Toggle> without;
    private final Optional<String> home;

    /** @param without phases to leave out */
    public Assembly(StackFiles files, Findings findings, Set<Toggle> without, Optional<String> home) {
        this.files = files;
        this.findings = findings;
        this.without = Set.copyOf(without);
        this.home = home;
    }

    /** The project's own files, all relative to {@code directory}. */
    public MapNode assemble(List<StackFile> sources, Path directory, Map<String, String> environment) {
        return assemble(sources, new Surroundings(directory, directory.toString(), environment, List.of()));
    }

    MapNode assemble(List<StackFile> sources, Surroundings around) {
        MapNode whole = MapNode.empty(new Place(sources.get(0).name(), 1, 1));
        for (StackFile source : sources) {
            whole = onto(whole, source, around);
        }
        if (whole.isEmpty()) {
            throw new JstackException(
                    StackError.FILE_EMPTY, whole.place(), "empty compose file", "declare at least services:");
        }
        MapNode complete = Defaults.apply(whole);
        new ResourceChecks(findings).check(complete);
        MapNode resolved = without.contains(Toggle.PATHS)
                ? complete
                : paths(around.folder()).apply(Sound.part(complete, findings));
        return CallerValues.inLists(resolved, around::variable);
    }

    private MapNode onto(MapNode before, StackFile source, Surroundings around) {
        List<Path> including = new ArrayList<>(around.including());
        including.add(source.path());
        Surroundings here =
                new Surroundings(around.directory(), around.folder(), around.environment(), List.copyOf(including));
        MapNode whole = before;
        for (Node document : source.documents()) {
            MapNode raw = interpolated(document, source, here);
            MapNode included = new Includes(this, files, findings).apply(raw, here);
            MapNode cleared = Directives.clear(whole, included);
            MapNode extended = new Extends(this, files, findings).apply(included, source, here);
            MapNode merged = new Merge(findings).stacks(cleared, Directives.settle(extended));
            MapNode unique = Uniqueness.enforce(merged);
            new Validation(findings).check(unique);
            MapNode valid = Sound.part(withoutVersion(unique, source), findings);
            whole = Sound.part(longForms(valid), findings);
        }
        return whole;
    }

    /** A file that others extend from: in long form, but neither complete nor checked. */
    MapNode base(StackFile source, String folder, Surroundings around) {
        MapNode whole = MapNode.empty(new Place(source.name(), 1, 1));
        for (Node document : source.documents()) {
            MapNode raw = interpolated(document, source, around);
            MapNode merged = new Merge(findings).stacks(Directives.clear(whole, raw), raw);
            whole = longForms(Uniqueness.enforce(merged));
        }
        findings.throwIfAny();
        MapNode resolved = paths(folder).apply(whole);
        findings.throwIfAny();
        return resolved;
    }

    private MapNode longForms(MapNode stack) {
        Lenience lenience = without.contains(Toggle.INTERPOLATION) ? Lenience.KEEP_UNREADABLE : Lenience.STRICT;
        return Uniqueness.enforce(new LongForms(findings, lenience).apply(stack));
    }

    private RelativePaths paths(String folder) {
        return new RelativePaths(folder, home, files.view(), findings);
    }

    private MapNode interpolated(Node document, StackFile source, Surroundings around) {
        if (!(document instanceof MapNode map)) {
            if (document.isNull()) {
                return MapNode.empty(document.place());
            }
            throw new JstackException(
                    StackError.TYPE_MISMATCH,
                    document.place(),
                    "top-level object must be a mapping, not " + document.kindName(),
                    "start " + source.name() + " with services:");
        }
        return without.contains(Toggle.INTERPOLATION)
                ? map
                : (MapNode) new Interpolation(around::variable, findings).apply(map);
    }

    private MapNode withoutVersion(MapNode stack, StackFile source) {
        if (!stack.has("version")) {
            return stack;
        }
        findings.warn(
                new Place(
                        source.name(),
                        stack.keyPlace("version").line(),
                        stack.keyPlace("version").column()),
                "version is obsolete and has no effect, remove it");
        return stack.without("version");
    }
}
