package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.assembly.Assembly;
import io.jstack.orchestrator.stack.assembly.Toggle;
import io.jstack.orchestrator.stack.canonical.PrintedForms;
import io.jstack.orchestrator.stack.consistency.Consistency;
import io.jstack.orchestrator.stack.decode.StackDecoder;
import io.jstack.orchestrator.stack.explain.Candidate;
import io.jstack.orchestrator.stack.explain.Explain;
import io.jstack.orchestrator.stack.explain.StackVariable;
import io.jstack.orchestrator.stack.explain.Variables;
import io.jstack.orchestrator.stack.normalise.Normalisation;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.Sound;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.select.EnvFiles;
import io.jstack.orchestrator.stack.select.Profiles;
import io.jstack.orchestrator.stack.select.Selection;
import io.jstack.orchestrator.stack.source.ProjectEnvironment;
import io.jstack.orchestrator.stack.source.StackFile;
import io.jstack.orchestrator.stack.source.StackFiles;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One load, phase after phase. */
final class Loading {
    private final LoadRequest request;
    private final Findings findings = new Findings();
    private final StackFiles files = new StackFiles();

    Loading(LoadRequest request) {
        this.request = request;
    }

    StackFiles files() {
        return files;
    }

    /** Every problem that any phase finds, or what they make together. */
    <T> T everything(Supplier<T> phases) {
        try {
            T made = phases.get();
            findings.throwIfAny();
            return made;
        } catch (RuntimeException end) {
            throw findings.with(end);
        }
    }

    CanonicalStack canonical() {
        Project project = new ProjectFinder(request, files, findings).find();
        MapNode assembled = assemble(project);
        MapNode tree = request.options().contains(LoadOption.NO_INTERPOLATE)
                ? normalised(assembled, project)
                : complete(assembled, project);
        return new CanonicalStack(
                project.name(), project.directory(), project.paths(), tree, request.options(), findings.warnings());
    }

    LoadedStack load() {
        Project project = new ProjectFinder(request, files, findings).find();
        MapNode assembled = assemble(project);
        MapNode tree = complete(assembled, project);
        Set<String> disabled = services(assembled);
        disabled.removeAll(services(tree));
        Stack stack = new StackDecoder(tree, project.directory(), project.environment()::value, findings)
                .decode(project.name(), project.paths(), disabled);
        findings.throwIfAny();
        return new LoadedStack(stack, tree, findings.warnings());
    }

    private static Set<String> services(MapNode stack) {
        return stack.map("services")
                .<Set<String>>map(services -> new HashSet<>(services.keys()))
                .orElseGet(HashSet::new);
    }

    List<StackVariable> variables() {
        new ProjectFinder(request, files, findings).find();
        Variables variables = new Variables();
        files.stackFiles().forEach(file -> file.documents().forEach(variables::add));
        return variables.all();
    }

    Map<String, String> environment() {
        return new TreeMap<>(
                new ProjectFinder(request, files, findings).find().environment().variables());
    }

    List<Candidate> explain(String what) {
        if (what.indexOf('.') < 0) {
            Project project = new ProjectFinder(request, files, findings).find();
            Variables used = new Variables();
            files.stackFiles().forEach(file -> file.documents().forEach(used::add));
            Optional<String> caller = Optional.ofNullable(request.environment().get(what));
            return Explain.variable(what, project.environment(), caller, used.all());
        }
        MapNode tree = canonical().tree();
        List<Node> documents = new ArrayList<>();
        files.stackFiles().forEach(file -> documents.addAll(file.documents()));
        return Explain.key(what, documents, tree);
    }

    private MapNode assemble(Project project) {
        Set<Toggle> without = EnumSet.noneOf(Toggle.class);
        if (request.options().contains(LoadOption.NO_INTERPOLATE)) {
            without.add(Toggle.INTERPOLATION);
        }
        if (request.options().contains(LoadOption.NO_PATH_RESOLUTION)) {
            without.add(Toggle.PATHS);
        }
        Optional<String> home = Optional.ofNullable(request.environment().get("HOME"));
        return new Assembly(files, findings, without, home)
                .assemble(
                        project.files(),
                        project.directory(),
                        project.environment().variables());
    }

    private MapNode normalised(MapNode stack, Project project) {
        return request.options().contains(LoadOption.NO_NORMALIZE)
                ? stack
                : new Normalisation(project.name(), project.environment()::value).apply(stack);
    }

    private MapNode complete(MapNode assembled, Project project) {
        MapNode printed = new PrintedForms(findings).apply(normalised(Sound.part(assembled, findings), project));
        MapNode stack = Sound.part(printed, findings);
        MapNode all = stack.map("services").orElseGet(() -> MapNode.empty(stack.place()));
        MapNode enabled = enabled(stack, all, project);
        MapNode selected = request.options().contains(LoadOption.KEEP_OTHERS)
                ? enabled
                : Selection.services(enabled, request.services());
        MapNode used =
                request.options().contains(LoadOption.ALL_RESOURCES) ? selected : Selection.usedResources(selected);
        EnvFiles envFiles = new EnvFiles(files, project.directory(), project.environment()::value);
        MapNode resolved = request.options().contains(LoadOption.NO_ENV_RESOLUTION) ? used : envFiles.environment(used);
        return envFiles.labels(resolved).with("name", ScalarNode.string(project.name(), stack.place()));
    }

    private MapNode enabled(MapNode stack, MapNode all, Project project) {
        List<String> asked = profiles(project.environment());
        MapNode byProfile = Selection.enabled(stack, Profiles.of(asked, List.of(), all));
        if (!request.options().contains(LoadOption.NO_CONSISTENCY)) {
            check(byProfile, all);
        }
        if (request.services().isEmpty()) {
            return byProfile;
        }
        return Selection.enabled(stack, Profiles.of(asked, request.services(), all));
    }

    private void check(MapNode enabled, MapNode all) {
        Set<String> disabled = new HashSet<>(all.keys());
        enabled.map("services").ifPresent(services -> disabled.removeAll(services.keys()));
        new Consistency(enabled, disabled, findings).check();
    }

    private List<String> profiles(ProjectEnvironment environment) {
        if (!request.profiles().isEmpty()) {
            return request.profiles();
        }
        return Arrays.stream(environment.value("COMPOSE_PROFILES").orElse("").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Where the project is, what it is called, and which files make it. */
    record Project(String name, Path directory, List<StackFile> files, ProjectEnvironment environment) {
        List<Path> paths() {
            return files.stream()
                    .filter(file -> !file.isStandardInput())
                    .map(StackFile::path)
                    .toList();
        }
    }

    static JstackException emptyName() {
        return new JstackException(
                StackError.PROJECT_NAME_INVALID,
                "project name must not be empty",
                "give one with -p, or as name: in the file");
    }
}
