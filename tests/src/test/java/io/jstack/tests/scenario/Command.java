package io.jstack.tests.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A program to run, with output to files: a pipe would be kept open by whatever the program leaves running. */
public record Command(List<String> words, Path directory, Map<String, String> environment, String input) {
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    /**
     * How it ended.
     *
     * @param command as a shell would have it
     * @param exitCode 128+n for signal n
     * @param output standard output
     * @param errors standard error
     */
    public record Result(String command, int exitCode, String output, String errors) {
        @Override
        public String toString() {
            return "$ %s\n%s%s[exit %d]".formatted(command, output, errors, exitCode);
        }
    }

    static Command of(String... words) {
        return new Command(List.of(words), Path.of("/"), Map.of(), "");
    }

    Command withEnvironment(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new Command(words, directory, more, input);
    }

    Result run() {
        return run((process, errors) -> {});
    }

    /** The same; {@code interruption} runs once so many lines were written to standard error and {@code then} has passed, or it has ended. */
    Result interrupted(int lines, Duration then, Runnable interruption) {
        return run((process, errors) -> {
            while (process.isAlive() && text(errors).lines().count() < lines) {
                process.waitFor(1, TimeUnit.MILLISECONDS);
            }
            process.waitFor(then.toMillis(), TimeUnit.MILLISECONDS);
            interruption.run();
        });
    }

    /** What is done while a program runs. */
    private interface Meanwhile {
        void act(Process process, Path errors) throws IOException, InterruptedException;
    }

    private Result run(Meanwhile meanwhile) {
        try {
            Path output = Files.createTempFile("jstack-test", ".out");
            Path errors = Files.createTempFile("jstack-test", ".err");
            Path stdin = Files.writeString(Files.createTempFile("jstack-test", ".in"), input);
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .directory(directory.toFile())
                        .redirectInput(stdin.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                meanwhile.act(process, errors);
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            "no end after %s: %s\n%s%s".formatted(PATIENCE, line(), text(output), text(errors)));
                }
                return new Result(line(), process.exitValue(), text(output), text(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
                Files.delete(stdin);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + line(), e);
        }
    }

    private String line() {
        return String.join(" ", words);
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
