package io.jstack.orchestrator.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to load, and in which surroundings. Immutable; start with {@link #in} and add what the user gave.
 *
 * @param workingDirectory absolute; relative file names are read from here and discovery starts here
 * @param environment the caller's environment, which wins over every {@code .env}
 * @param files the {@code -f} list in order; {@code -} stands for {@code stdin}; empty means discovery
 * @param stdin the bytes for a file named {@code -}
 * @param projectDirectory {@code --project-directory}
 * @param projectName {@code -p}
 * @param profiles {@code --profile}, besides {@code COMPOSE_PROFILES}
 * @param envFiles {@code --env-file}, later ones win; empty means {@code .env}
 * @param services the services to load with their dependencies; empty means all enabled ones
 * @param options phases to leave out
 */
public record LoadRequest(
        Path workingDirectory,
        Map<String, String> environment,
        List<String> files,
        Optional<byte[]> stdin,
        Optional<Path> projectDirectory,
        Optional<String> projectName,
        List<String> profiles,
        List<String> envFiles,
        List<String> services,
        Set<LoadOption> options) {

    public LoadRequest {
        environment = Map.copyOf(environment);
        files = List.copyOf(files);
        profiles = List.copyOf(profiles);
        envFiles = List.copyOf(envFiles);
        services = List.copyOf(services);
        options = Set.copyOf(options);
    }

    /** Discovery in {@code workingDirectory}, everything else by default. */
    public static LoadRequest in(Path workingDirectory, Map<String, String> environment) {
        return new LoadRequest(
                workingDirectory,
                environment,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Set.of());
    }

    public LoadRequest withFiles(List<String> names) {
        return new LoadRequest(
                workingDirectory,
                environment,
                names,
                stdin,
                projectDirectory,
                projectName,
                profiles,
                envFiles,
                services,
                options);
    }

    public LoadRequest withStdin(byte[] bytes) {
        return new LoadRequest(
                workingDirectory,
                environment,
                files,
                Optional.of(bytes),
                projectDirectory,
                projectName,
                profiles,
                envFiles,
                services,
                options);
    }

    public LoadRequest withProjectDirectory(Path directory) {
        return new LoadRequest(
                workingDirectory,
                environment,
                files,
                stdin,
                Optional.of(directory),
                projectName,
                profiles,
                envFiles,
                services,
                options);
    }

    public LoadRequest withProjectName(String name) {
        return new LoadRequest(
                workingDirectory,
                environment,
                files,
                stdin,
                projectDirectory,
                Optional.of(name),
                profiles,
                envFiles,
                services,
                options);
    }

    public LoadRequest withProfiles(List<String> active) {
        return new LoadRequest(
                workingDirectory,
                environment,
                files,
                stdin,
                projectDirectory,
                projectName,
                active,
                envFiles,
                services,
                options);
    }

    public LoadRequest withEnvFiles(List<String> names) {
        return new LoadRequest(
                workingDirectory,
                environment,
                files,
                stdin,
                projectDirectory,
                projectName,
                profiles,
                names,
                services,
                options);
    }

    public LoadRequest withServices(List<String> names) {
        return new LoadRequest(
                workingDirectory,
                environment,
                files,
                stdin,
                projectDirectory,
                projectName,
                profiles,
                envFiles,
                names,
                options);
    }

    public LoadRequest withOptions(Set<LoadOption> phases) {
        return new LoadRequest(
                workingDirectory,
                environment,
                files,
                stdin,
                projectDirectory,
                projectName,
                profiles,
                envFiles,
                services,
                phases);
    }
}
