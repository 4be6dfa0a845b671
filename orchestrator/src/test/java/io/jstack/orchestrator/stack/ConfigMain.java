package io.jstack.orchestrator.stack;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code config} without the rest of the house: reads its arguments as the command does, for comparing the loader by itself. */
public final class ConfigMain {
    private ConfigMain() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        try {
            CanonicalStack stack = StackLoader.canonical(request(arguments));
            stack.warnings().forEach(warning -> err.println("warning: " + warning));
            out.print(List.of(arguments).contains("yaml") ? stack.yaml() : stack.json());
            out.flush();
        } catch (JstackException wrong) {
            err.println(wrong.getMessage());
            System.exit(1);
        }
    }

    private static LoadRequest request(String[] arguments) throws IOException {
        LoadRequest request = LoadRequest.in(Path.of("").toAbsolutePath(), System.getenv());
        List<String> files = new ArrayList<>();
        List<String> profiles = new ArrayList<>();
        List<String> envFiles = new ArrayList<>();
        List<String> services = new ArrayList<>();
        Set<LoadOption> options = EnumSet.noneOf(LoadOption.class);
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "-f", "--file" -> files.add(arguments[++i]);
                case "--profile" -> profiles.add(arguments[++i]);
                case "--env-file" -> envFiles.add(arguments[++i]);
                case "-p", "--project-name" -> request = request.withProjectName(arguments[++i]);
                case "--project-directory" -> request = request.withProjectDirectory(Path.of(arguments[++i]));
                case "--no-interpolate" -> options.add(LoadOption.NO_INTERPOLATE);
                case "--no-normalize" -> options.add(LoadOption.NO_NORMALIZE);
                case "--no-path-resolution" -> options.add(LoadOption.NO_PATH_RESOLUTION);
                case "--no-consistency" -> options.add(LoadOption.NO_CONSISTENCY);
                case "--no-env-resolution" -> options.add(LoadOption.NO_ENV_RESOLUTION);
                case "--all-resources" -> options.add(LoadOption.ALL_RESOURCES);
                case "--format" -> i++;
                case "config" -> {}
                default -> services.add(arguments[i]);
            }
        }
        if (files.contains("-")) {
            request = request.withStdin(System.in.readAllBytes());
        }
        return request.withFiles(files)
                .withProfiles(profiles)
                .withEnvFiles(envFiles)
                .withServices(services)
                .withOptions(options);
    }
}
