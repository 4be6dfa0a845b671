package io.jstack.orchestrator.stack.source;

import io.jstack.orchestrator.stack.dotenv.Dotenv;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables a stack file may use: the caller's environment, and beneath it {@code --env-file} or {@code .env}. */
public final class ProjectEnvironment {
    private final StackFiles files;
    private final Path workingDirectory;
    private final List<Path> named;
    private final boolean dotEnvDisabled;
    private final Map<String, String> variables;
    private final Set<Path> read = new HashSet<>();
    private final List<Setting> settings = new ArrayList<>();

    /** A variable as an env file sets it. */
    public record Setting(String name, String value, Place place) {}

    /**
     * @param caller the environment of whoever asks
     * @param envFiles {@code --env-file}; relative to {@code workingDirectory}
     */
    public ProjectEnvironment(
            StackFiles files, Path workingDirectory, Map<String, String> caller, List<String> envFiles) {
        this.files = files;
        this.workingDirectory = workingDirectory;
        this.variables = new HashMap<>(caller);
        this.variables.putIfAbsent("PWD", workingDirectory.toString());
        this.named = (envFiles.isEmpty() ? fromVariable(caller) : envFiles)
                .stream()
                        .map(name -> workingDirectory.resolve(name).normalize())
                        .toList();
        this.dotEnvDisabled = isTrue(caller.getOrDefault("COMPOSE_DISABLE_ENV_FILE", ""));
    }

    private static List<String> fromVariable(Map<String, String> caller) {
        return Arrays.stream(caller.getOrDefault("COMPOSE_ENV_FILES", "").split(",", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static boolean isTrue(String text) {
        return Set.of("1", "t", "T", "true", "TRUE", "True").contains(text);
    }

    /** Adds the named files, or the {@code .env} of {@code directory}; what is set already stays. */
    public void load(Path directory) {
        Map<String, String> found = new HashMap<>();
        for (Path path : candidates(directory)) {
            if (!read.add(path)) {
                continue;
            }
            if (!files.view().exists(path)) {
                throw new JstackException(
                        StackError.ENV_FILE_INVALID,
                        "couldn't find env file: " + path,
                        "check the name given with --env-file");
            }
            Map<String, Place> places = new HashMap<>();
            Dotenv.read(files.text(path), name(path), found, this::value, places::put);
            places.forEach((name, place) -> settings.add(0, new Setting(name, found.getOrDefault(name, ""), place)));
        }
        found.forEach(variables::putIfAbsent);
    }

    private List<Path> candidates(Path directory) {
        if (!named.isEmpty()) {
            return named;
        }
        Path dotEnv = directory.resolve(".env");
        FileView view = files.view();
        return dotEnvDisabled || !view.exists(dotEnv) || view.isDirectory(dotEnv) ? List.of() : List.of(dotEnv);
    }

    private String name(Path path) {
        return path.startsWith(workingDirectory)
                ? workingDirectory.relativize(path).toString()
                : path.toString();
    }

    /** What env files say of a variable, the one that counts first. */
    public List<Setting> settings(String name) {
        return settings.stream().filter(setting -> setting.name().equals(name)).toList();
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** Sets {@code COMPOSE_PROJECT_NAME}, once it is known. */
    public void setProjectName(String name) {
        variables.put("COMPOSE_PROJECT_NAME", name);
    }

    public Map<String, String> variables() {
        return Map.copyOf(variables);
    }
}
