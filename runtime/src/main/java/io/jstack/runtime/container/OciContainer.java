package io.jstack.runtime.container;

import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.OciBundle;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A container as the OCI runtime that made it knows it: the calls of runc(8), which are "Operations" of the runtime specification.
 *
 * @param patience for one call, which takes some ten milliseconds
 */
record OciContainer(ContainerId id, OciBundle bundle, Duration patience) {
    /** Where the runtime is told to send the terminal's master, in the bundle. */
    static final String CONSOLE = "console";

    /** All of the runtime's environment. */
    static final List<String> ENVIRONMENT = List.of(DefaultSpec.PATH);

    private static final System.Logger LOG = System.getLogger("runtime");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int MOST_SAID = 1000;

    OciContainer(ContainerId id, OciBundle bundle) {
        this(id, bundle, PATIENCE);
    }

    Path file(String name) {
        return bundle.directory().resolve(name);
    }

    /** A call's words. What the runtime has to say goes into a file, not where the container's output goes. */
    List<String> words(String verb, String... options) {
        List<String> words = new ArrayList<>(List.of(bundle.runtime().toString()));
        words.addAll(List.of("--root", file("state").toString()));
        words.addAll(List.of("--log", file("log").toString()));
        words.add(verb);
        words.addAll(List.of(options));
        words.add(id.value());
        return words;
    }

    /** {@code start}: the program that waits since {@code create} is executed. */
    void start() {
        call("start");
    }

    /** {@code delete --force}: kills what still runs and takes its group away; nothing happens where the runtime knows nothing. */
    void delete() {
        if (Files.notExists(file("state"))) {
            return;
        }
        try {
            call("delete", "--force");
        } catch (JstackException e) {
            LOG.log(System.Logger.Level.WARNING, "container not deleted by its runtime  cause=\"{0}\"", e.getMessage());
        }
    }

    private void call(String verb, String... options) {
        Process process;
        try {
            Files.deleteIfExists(file("log"));
            ProcessBuilder builder = new ProcessBuilder(words(verb, options))
                    .directory(bundle.directory().toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            ENVIRONMENT.stream()
                    .map(line -> line.split("=", 2))
                    .forEach(pair -> builder.environment().put(pair[0], pair[1]));
            process = builder.start();
        } catch (IOException e) {
            throw failed(verb, "not started: " + e.getMessage());
        }
        settle(verb, process.onExit().thenApply(Process::exitValue), process::destroyForcibly);
    }

    /** Waits for the end of a {@code create} that was begun. */
    void created(CompletableFuture<ExitStatus> exited, Runnable kill) {
        settle("create", exited.thenApply(status -> status.number().orElse(0)), kill);
    }

    private void settle(String verb, CompletableFuture<Integer> exited, Runnable kill) {
        int code;
        try {
            code = exited.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            kill.run();
            throw e.getCause() instanceof TimeoutException
                    ? failed(verb, "it did not end within %s".formatted(patience))
                    : e;
        }
        if (code != 0) {
            String said = said();
            throw said.isEmpty() ? failed(verb, "exit " + code) : failed(verb, said);
        }
    }

    /** Runtimes have no code of their own for a program that is not there: as moby, we know it by what they say. */
    private JstackException failed(String verb, String why) {
        String lower = why.toLowerCase(java.util.Locale.ROOT);
        boolean isOfProgram = verb.equals("create") && (lower.contains("exec: ") || lower.contains("executable"));
        RuntimeError code = RuntimeError.OCI_RUNTIME_FAILED;
        if (isOfProgram && (lower.contains("not found") || lower.contains("no such file"))) {
            code = RuntimeError.PROGRAM_NOT_FOUND;
        } else if (isOfProgram && (lower.contains("permission denied") || lower.contains("not permitted"))) {
            code = RuntimeError.PROGRAM_NOT_EXECUTABLE;
        }
        return new JstackException(
                code,
                "%s cannot %s container %s: %s".formatted(bundle.runtime(), verb, id.shortId(), why),
                isOfProgram ? "another command" : "leave out runtime:, and jstack makes the container itself");
    }

    /** The last line of its log; runc's own is {@code key="text"} pairs, of which the last is the message. */
    private String said() {
        try (Stream<String> lines = Files.lines(file("log"), StandardCharsets.UTF_8)) {
            String last = lines.filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
            int message = last.indexOf("msg=\"");
            String text = message < 0 || !last.endsWith("\"")
                    ? last
                    : last.substring(message + "msg=\"".length(), last.length() - 1)
                            .replace("\\\"", "\"");
            return text.substring(0, Math.min(text.length(), MOST_SAID));
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }
}
