package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.stack.Loading.Project;
import io.jstack.orchestrator.stack.interpolate.Template;
import io.jstack.orchestrator.stack.interpolate.TemplateException;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.source.Discovery;
import io.jstack.orchestrator.stack.source.ProjectEnvironment;
import io.jstack.orchestrator.stack.source.ProjectName;
import io.jstack.orchestrator.stack.source.StackFile;
import io.jstack.orchestrator.stack.source.StackFiles;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Steps 1 to 4 of a load: the files, the project directory, the environment, the name. */
final class ProjectFinder {
    private final LoadRequest request;
    private final StackFiles files;
    private final Findings findings;
    private final Path cwd;

    ProjectFinder(LoadRequest request, StackFiles files, Findings findings) {
        this.request = request;
        this.files = files;
        this.findings = findings;
        this.cwd = request.workingDirectory().toAbsolutePath().normalize();
    }

    Project find() {
        ProjectEnvironment environment = new ProjectEnvironment(files, cwd, request.environment(), request.envFiles());
        environment.load(directory(request.files()));
        List<String> names = names(environment);
        Path directory = directory(names);
        environment.load(directory);
        List<StackFile> sources = new ArrayList<>();
        for (String name : names) {
            sources.add(open(name, directory));
        }
        String name = name(sources, directory, environment);
        environment.setProjectName(name);
        return new Project(name, directory, List.copyOf(sources), environment);
    }

    private Path directory(List<String> names) {
        Optional<Path> given =
                request.projectDirectory().map(path -> cwd.resolve(path).normalize());
        return given.orElseGet(() -> names.stream()
                .filter(name -> !name.equals("-"))
                .findFirst()
                .map(name -> cwd.resolve(name).normalize().getParent())
                .orElse(cwd));
    }

    private List<String> names(ProjectEnvironment environment) {
        if (!request.files().isEmpty()) {
            return request.files();
        }
        Optional<String> listed = environment.value("COMPOSE_FILE");
        if (listed.isPresent()) {
            String separator = environment
                    .value("COMPOSE_PATH_SEPARATOR")
                    .filter(s -> !s.isEmpty())
                    .orElse(":");
            return Arrays.stream(listed.get().split(Pattern.quote(separator), -1))
                    .toList();
        }
        Path start = request.projectDirectory()
                .map(path -> cwd.resolve(path).normalize())
                .orElse(cwd);
        return Discovery.from(start, files.view(), findings).stream()
                .map(path -> path.startsWith(cwd) ? cwd.relativize(path).toString() : path.toString())
                .toList();
    }

    private StackFile open(String name, Path directory) {
        if (name.equals("-")) {
            return files.supplied(
                    request.stdin()
                            .orElseThrow(() -> new JstackException(
                                    StackError.FILE_NOT_FOUND,
                                    "there is no standard input to read",
                                    "name a file with -f")),
                    directory);
        }
        return files.read(name, cwd.resolve(name).normalize());
    }

    private String name(List<StackFile> sources, Path directory, ProjectEnvironment environment) {
        Optional<String> asked = request.projectName()
                .or(() -> environment.value("COMPOSE_PROJECT_NAME"))
                .filter(name -> !name.isEmpty());
        if (asked.isPresent()) {
            return ProjectName.checked(asked.get());
        }
        Optional<String> written = written(sources, environment).map(ProjectName::from);
        String name = written.orElseGet(() -> ProjectName.from(
                Optional.ofNullable(directory.getFileName()).map(Path::toString).orElse("")));
        if (name.isEmpty()) {
            throw Loading.emptyName();
        }
        return name;
    }

    /** The last {@code name:} of all files; one that cannot be read is found wrong later, with its place. */
    private Optional<String> written(List<StackFile> sources, ProjectEnvironment environment) {
        String last = "";
        for (StackFile source : sources) {
            for (Node document : source.documents()) {
                last = document.asMap()
                        .flatMap(map -> map.get("name"))
                        .flatMap(Node::asString)
                        .filter(name -> !name.isEmpty())
                        .orElse(last);
            }
        }
        try {
            return last.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Template.substitute(last, environment::value, name -> {}));
        } catch (TemplateException wrong) {
            return Optional.empty(); // interpolation of the file reports it
        }
    }
}
