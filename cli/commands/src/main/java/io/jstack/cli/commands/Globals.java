package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that every command has. They stand before the command or after it; where a command has an option of the same name, that
 * one counts after it ({@code logs -f} follows, {@code -f logs} names a file).
 */
final class Globals {
    private final List<String> files = new ArrayList<>();
    private final List<String> profiles = new ArrayList<>();
    private final List<String> envFiles = new ArrayList<>();
    private Optional<String> projectName = Optional.empty();
    private Optional<String> projectDirectory = Optional.empty();
    private Optional<String> ansi = Optional.empty();
    private Optional<String> progress = Optional.empty();
    private boolean dryRun;
    private boolean allResources;

    /** Adds those options whose names {@code spec} has not taken itself. */
    void addTo(CommandSpec spec) {
        list(spec, files, "FILE", "Stack file; several are merged; - is standard input.", "-f", "--file");
        text(spec, value -> projectName = Optional.of(value), "NAME", "Project name.", "-p", "--project-name");
        text(
                spec,
                value -> projectDirectory = Optional.of(value),
                "DIR",
                "Project directory, instead of the file's.",
                "--project-directory");
        list(spec, profiles, "PROFILE", "Enable a profile.", "--profile");
        list(spec, envFiles, "FILE", "Environment file, instead of .env.", "--env-file");
        text(
                spec,
                value -> ansi = Optional.of(choice("--ansi", value, "auto", "never", "always")),
                "WHEN",
                "auto, never, always.",
                "--ansi");
        text(
                spec,
                value -> progress = Optional.of(choice("--progress", value, "auto", "tty", "plain", "json", "quiet")),
                "HOW",
                "auto, tty, plain, json, quiet.",
                "--progress");
        text(spec, value -> number("--parallel", value), "N", "Accepted; the engine bounds itself.", "--parallel");
        flag(spec, () -> dryRun = true, "Show what would be done, and do nothing.", "--dry-run");
        flag(spec, () -> allResources = true, "Also resources that no service uses.", "--all-resources");
        flag(spec, () -> {}, "Accepted for docker-compose.", "--compatibility");
    }

    private static void list(CommandSpec spec, List<String> into, String label, String description, String... names) {
        text(spec, into::add, label, description, names);
    }

    /** picocli gives a list option's values again with each new one, and none at first: only the new ones count. */
    private static void text(
            CommandSpec spec,
            java.util.function.Consumer<String> setter,
            String label,
            String description,
            String... names) {
        AtomicInteger taken = new AtomicInteger();
        java.util.function.Consumer<Object> whole = value -> {
            List<?> values = (List<?>) value;
            for (int i = taken.getAndSet(values.size()); i < values.size(); i++) {
                setter.accept((String) values.get(i));
            }
        };
        OptionSpec.Builder option = OptionSpec.builder("-x")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label);
        add(spec, names, option, whole, description);
    }

    private static void flag(CommandSpec spec, Runnable setter, String description, String... names) {
        add(
                spec,
                names,
                OptionSpec.builder("-x").type(boolean.class).arity("0"),
                value -> {
                    if (Boolean.TRUE.equals(value)) {
                        setter.run();
                    }
                },
                description);
    }

    private static void add(
            CommandSpec spec,
            String[] names,
            OptionSpec.Builder option,
            java.util.function.Consumer<Object> setter,
            String description) {
        String[] free = Arrays.stream(names)
                .filter(name -> !spec.optionsMap().containsKey(name))
                .toArray(String[]::new);
        if (free.length > 0) {
            spec.addOption(option.names(free)
                    .description(description)
                    .hidden(true)
                    .setter(new ISetter() {
                        @Override
                        @SuppressWarnings({"TypeParameterUnusedInFormals", "unchecked", "NullAway"})
                        public <T> T set(T value) {
                            if (value != null) {
                                setter.accept(value);
                            }
                            return value;
                        }
                    })
                    .build());
        }
    }

    private static String choice(String option, String value, String... choices) {
        if (!List.of(choices).contains(value)) {
            throw new JstackException(
                    CommandError.USAGE,
                    option + " does not know " + value,
                    option + " " + Arrays.stream(choices).collect(Collectors.joining("|")));
        }
        return value;
    }

    private static void number(String option, String value) {
        if (!value.matches("-?[0-9]{1,9}")) {
            throw new JstackException(CommandError.USAGE, option + " wants a number, not " + value, option + " 8");
        }
    }

    List<String> files() {
        return files;
    }

    List<String> profiles() {
        return profiles;
    }

    List<String> envFiles() {
        return envFiles;
    }

    /** {@code -p}, else {@code COMPOSE_PROJECT_NAME}. */
    Optional<String> projectName(Terminal terminal) {
        return projectName.or(() -> variable(terminal, "COMPOSE_PROJECT_NAME"));
    }

    Optional<String> projectNameOption() {
        return projectName;
    }

    Optional<String> projectDirectory() {
        return projectDirectory;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean wantsAllResources() {
        return allResources;
    }

    /** Whether what goes to {@code stream} is coloured: {@code --ansi}, {@code COMPOSE_ANSI}, NO_COLOR (no-color.org), TERM. */
    Ansi ansi(Terminal terminal, StandardStream stream) {
        return switch (ansi.or(() -> variable(terminal, "COMPOSE_ANSI"))
                .orElse("auto")
                .toLowerCase(Locale.ROOT)) {
            case "always" -> Ansi.ON;
            case "never" -> Ansi.OFF;
            default ->
                terminal.isTerminal(stream)
                                && variable(terminal, "NO_COLOR").isEmpty()
                                && !"dumb".equals(terminal.environment().get("TERM"))
                        ? Ansi.ON
                        : Ansi.OFF;
        };
    }

    /** How progress is shown on standard error. */
    ProgressMode progress(Terminal terminal) {
        String mode = progress.or(() -> variable(terminal, "COMPOSE_PROGRESS")).orElse("auto");
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "tty" -> ProgressMode.TTY;
            case "plain" -> ProgressMode.PLAIN;
            case "json" -> ProgressMode.JSON;
            case "quiet" -> ProgressMode.QUIET;
            default ->
                terminal.isTerminal(StandardStream.ERR)
                                && !"dumb".equals(terminal.environment().get("TERM"))
                                && ansi.filter("never"::equals).isEmpty()
                        ? ProgressMode.TTY
                        : ProgressMode.PLAIN;
        };
    }

    /** A variable of the client that is set and not empty. */
    static Optional<String> variable(Terminal terminal, String name) {
        return Optional.ofNullable(terminal.environment().get(name)).filter(value -> !value.isEmpty());
    }

    static boolean isTrue(Terminal terminal, String name) {
        return variable(terminal, name)
                .filter(value -> value.equals("1") || value.equalsIgnoreCase("true"))
                .isPresent();
    }
}
