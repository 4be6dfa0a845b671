package io.jstack.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine may die between any two instructions: what stands in the log afterwards is what the container wrote, once. */
@Tag("root")
@Timeout(300)
class LogCrashTest {

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** The moments between opening the journal and closing it, each set up by hand: bytes in hand, bytes in the file. */
    private List<String> afterCrash(String inHand, int consumed, String written, int drained) throws Exception {
        LogWriter writer = new LogWriter();
        Path dir = Files.createTempDirectory(directory, "c");
        ContainerLog log = ContainerLog.open(writer, dir, LogSettings.DEFAULT);
        try (Fd hand = Linux.open(dir.resolve("hand-out").toString(), Linux.O_RDWR)) {
            String before = "2026-01-02T03:04:05.000000001Z stdout F before\n";
            Files.writeString(dir.resolve("log"), before + written, StandardOpenOption.APPEND);
            Linux.write(hand, inHand.substring(drained).getBytes(StandardCharsets.US_ASCII));
            new LogJournal(dir.resolve("journal")).begin(LogStream.STDOUT, before.length(), inHand.length(), consumed);
            log.close();
            ContainerLog next = ContainerLog.open(writer, dir, LogSettings.DEFAULT);
            next.adopt();
            next.drained().get(10, TimeUnit.SECONDS);
            next.close();
        } finally {
            writer.close();
        }
        List<String> texts = new ArrayList<>();
        try (LogReader reader = LogReader.open(dir, LogQuery.ALL)) {
            reader.next(Duration.ZERO).forEach(line -> texts.add(line.text()));
        }
        return texts;
    }

    @Test
    void beforeTheFileWasWrittenTheBatchIsWrittenAgain() throws Exception {
        assertThat(afterCrash("one\ntwo\nrest", 8, "", 0)).containsExactly("before", "one", "two", "rest");
    }

    @Test
    void whatWasWrittenByHalvesIsUndone() throws Exception {
        String half = "2026-01-02T03:04:06.000000001Z stdout F one\n2026-01-02T03:04:06.000000001Z std";
        assertThat(afterCrash("one\ntwo\nrest", 8, half, 0)).containsExactly("before", "one", "two", "rest");
    }

    @Test
    void whatBeganToLeaveIsKeptAndLeavesWholly() throws Exception {
        String whole = "2026-01-02T03:04:06.000000001Z stdout F one\n2026-01-02T03:04:06.000000002Z stdout F two\n";
        for (int drained : new int[] {1, 3, 4, 5, 8}) {
            assertThat(afterCrash("one\ntwo\nrest", 8, whole, drained))
                    .as("after %d bytes", drained)
                    .containsExactly("before", "one", "two", "rest");
        }
    }

    @Test
    void afterALostPipeOnlyTheHalfLineGoes() throws Exception {
        String half = "2026-01-02T03:04:06.000000001Z stdout F one\n2026-01-02T03:04:06.000000001Z std";
        assertThat(afterCrash("one\ntwo\nrest", 8, half, 12)).containsExactly("before", "one");
    }

    /** Counter 1 to N while engine after engine is killed, with rotation, and a container that ends while none runs. */
    @Test
    @Tag("long")
    void manyKilledEnginesLoseAndDoubleNothing() throws Exception {
        int lines = 1_500_000;
        Path dir = directory.resolve("storm");
        LogWriter writer = new LogWriter();
        ContainerLog.open(writer, dir, LogSettings.DEFAULT).close();
        writer.close();
        try (Fd opener = Linux.open(dir.resolve("out").toString(), Linux.O_RDWR);
                Fd errorOpener = Linux.open(dir.resolve("err").toString(), Linux.O_RDWR)) {
            assertThat(List.of(opener.isOpen(), errorOpener.isOpen())).containsOnly(true);
            start(dir, "sh", "-c", "exec sleep 1000 3<out 4<>hand-out 5<err 6<>hand-err >/dev/null 2>&1");
            start(dir, "sh", "-c", "exec seq -f %099.0f 1 " + lines + " >out 2>err");
            org.awaitility.Awaitility.await().until(() -> started.stream().allMatch(p -> hasOpened(p, dir)));
        }
        Random random = new Random(42);
        int kills = 0;
        while (!engineLives(dir, kills < 40 ? Duration.ofNanos(random.nextInt(30_000_000)) : Duration.ofMinutes(2))) {
            kills++;
        }

        assertThat(kills).isGreaterThanOrEqualTo(10);
        System.out.println("KILLS " + kills);

        long expected = 1;
        StringBuilder begun = new StringBuilder();
        try (LogReader reader = LogReader.open(dir, LogQuery.ALL)) {
            for (List<LogLine> some = reader.next(Duration.ZERO); !some.isEmpty(); some = reader.next(Duration.ZERO)) {
                for (LogLine line : some) {
                    begun.append(line.text());
                    if (line.endsHere()) {
                        assertThat(begun.toString()).isEqualTo("%099d".formatted(expected));
                        expected++;
                        begun.setLength(0);
                    }
                }
            }
        }
        assertThat(expected).isEqualTo(lines + 1L);
    }

    private void start(Path dir, String... command) throws IOException {
        started.add(new ProcessBuilder(command).directory(dir.toFile()).start());
    }

    private static boolean hasOpened(Process process, Path dir) {
        try (var fds = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return fds.map(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).toString();
                        } catch (IOException e) {
                            return "";
                        }
                    })
                    .anyMatch(dir.resolve("err").toString()::equals);
        } catch (IOException e) {
            return !process.isAlive();
        }
    }

    /** Runs an engine for so long after it took over: true when it came to the log's end before. */
    private boolean engineLives(Path dir, Duration life) throws Exception {
        Path said = Files.createTempFile(directory, "engine", ".out");
        Process engine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LogEngine.class.getName(),
                        dir.toString(),
                        "2000000",
                        "900")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        started.add(engine);
        while (engine.isAlive() && !Files.readString(said).contains("takes over")) {
            LockSupport.parkNanos(200_000);
        }
        if (!engine.waitFor(life.toNanos(), TimeUnit.NANOSECONDS)) {
            engine.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(said)).startsWith("takes over\n");
        return Files.readString(said).endsWith("drained\n");
    }
}
