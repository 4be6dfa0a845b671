package io.jstack.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Root, because FIFOs are given to users; the container is played by this process writing into its ends. */
@Tag("root")
@Timeout(60)
class ContainerLogTest {
    @TempDir
    private Path directory;

    private LogWriter writer = new LogWriter();
    private ContainerLog log;

    @BeforeEach
    void open() {
        log = ContainerLog.open(writer, directory.resolve("c"), LogSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        log.close();
        writer.close();
    }

    private static void write(Fd end, String text) {
        Linux.write(end, text.getBytes(StandardCharsets.UTF_8));
    }

    private void drained() throws Exception {
        log.drained().get(20, TimeUnit.SECONDS);
    }

    private static List<String> texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).toList();
    }

    private List<LogLine> read(LogQuery query) throws InterruptedException {
        List<LogLine> all = new ArrayList<>();
        try (LogReader reader = LogReader.open(log.directory(), query)) {
            for (List<LogLine> some = reader.next(Duration.ZERO); !some.isEmpty(); some = reader.next(Duration.ZERO)) {
                all.addAll(some);
            }
        }
        return all;
    }

    @Test
    void twoStreamsEndInOneFileWithTheLastLineEvenWithoutANewline() throws Exception {
        try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
            write(outputs.stdout(), "hello\nwor");
            write(outputs.stderr(), "oops\n");
            write(outputs.stdout(), "ld");
        }
        drained();

        assertThat(read(LogQuery.ALL))
                .extracting(line -> line.stream() + " " + line.text() + " " + line.endsHere())
                .containsExactlyInAnyOrder("STDOUT hello true", "STDERR oops true", "STDOUT world true");
        assertThat(read(LogQuery.ALL.withStreams(Set.of(LogStream.STDERR))))
                .extracting(LogLine::text)
                .containsExactly("oops");
    }

    @Test
    void whoWritesNothingHasNoJournal() throws Exception {
        Path journal = log.directory().resolve("journal");
        log.outputs(0, 0).close();
        drained();
        assertThat(journal).doesNotExist();

        try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
            write(outputs.stdout(), "at last\n");
        }
        drained();
        assertThat(journal).isRegularFile();
        assertThat(texts(read(LogQuery.ALL))).containsExactly("at last");
    }

    /** Its file was made, and then the disk was full. */
    @Test
    void aJournalThatWasCutShortIsNotMadeWholeBeforeItIsNeeded() throws Exception {
        Path other = log.directory().resolveSibling("other");
        Path journal = Files.createFile(Files.createDirectories(other).resolve("journal"));
        try (ContainerLog taken = ContainerLog.open(writer, other, LogSettings.DEFAULT)) {
            assertThat(journal).isEmptyFile();
            assertThat(taken.directory()).isEqualTo(other);
        }
    }

    @Test
    void aContainerThatStartsAgainGoesOnInTheSameLog() throws Exception {
        for (int run = 1; run <= 3; run++) {
            try (ContainerLog.Outputs outputs = log.outputs(run, run)) {
                write(outputs.stdout(), "run " + run + "\n");
                assertThat(Files.getAttribute(log.directory().resolve("out"), "unix:uid"))
                        .isEqualTo(run);
            }
            drained();
        }

        assertThat(texts(read(LogQuery.ALL))).containsExactly("run 1", "run 2", "run 3");
    }

    /** Each write takes a slot of the pipe, and 256 of them fill it long before 16 KiB are there. */
    @Test
    void dotsWithoutNewlineNeitherStickNorAreLost() throws Exception {
        try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
            for (int i = 0; i < 3000; i++) {
                write(outputs.stdout(), ".");
            }
            write(outputs.stdout(), "\nnext\n");
        }
        drained();

        List<LogLine> lines = read(LogQuery.ALL);
        assertThat(lines.stream().map(LogLine::text).collect(Collectors.joining()))
                .isEqualTo(".".repeat(3000) + "next");
        assertThat(lines.stream().filter(LogLine::endsHere)).hasSize(2);
    }

    @Test
    void rotationLosesNothingUntilTheOldestFileGoes() throws Exception {
        log.close();
        log = ContainerLog.open(writer, directory.resolve("r"), new LogSettings(new Bytes(10_000), 100));
        try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
            write(outputs.stdout(), numbers(1, 5000));
        }
        drained();

        assertThat(texts(read(LogQuery.ALL)))
                .isEqualTo(IntStream.rangeClosed(1, 5000)
                        .mapToObj(Integer::toString)
                        .toList());
        try (Stream<Path> files = Files.list(log.directory())) {
            List<Path> parts = files.filter(f -> f.getFileName().toString().startsWith("log"))
                    .toList();
            assertThat(parts)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(part -> assertThat(Files.size(part)).isBetween(1L, 10_000L));
        }
    }

    @Test
    void noMoreIsKeptThanAskedFor() throws Exception {
        log.close();
        log = ContainerLog.open(writer, directory.resolve("r"), new LogSettings(new Bytes(10_000), 3));
        try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
            write(outputs.stdout(), numbers(1, 5000));
        }
        drained();

        assertThat(log.directory().resolve("log.3")).doesNotExist();
        List<String> kept = texts(read(LogQuery.ALL));
        int first = Integer.parseInt(kept.get(0));
        assertThat(first).isBetween(4200, 4700);
        assertThat(kept)
                .isEqualTo(IntStream.rangeClosed(first, 5000)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    private static String numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    @Test
    void aFollowerSeesEveryLineOnceAcrossRotationsAndRestarts() throws Exception {
        log.close();
        log = ContainerLog.open(writer, directory.resolve("f"), new LogSettings(new Bytes(200_000), 4));
        List<String> seen = new ArrayList<>();
        try (LogReader follower = LogReader.open(log.directory(), LogQuery.ALL)) {
            Thread container = new Thread(() -> {
                for (int run = 0; run < 5; run++) {
                    try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
                        for (int part = 0; part < 20; part++) {
                            int from = run * 10_000 + part * 500 + 1;
                            write(outputs.stdout(), numbers(from, from + 499));
                            while (follower0(seen) < from - 2000) {
                                Thread.onSpinWait(); // a reader slower than what is kept would rightly miss lines
                            }
                        }
                    }
                    log.drained().join();
                }
            });
            container.start();
            while (follower0(seen) < 50_000) {
                List<LogLine> lines = follower.next(Duration.ofSeconds(10));
                assertThat(lines).isNotEmpty();
                synchronized (seen) {
                    seen.addAll(texts(lines));
                }
            }
            container.join();
            assertThat(follower.next(Duration.ofMillis(50))).isEmpty();
        }
        assertThat(seen)
                .isEqualTo(IntStream.rangeClosed(1, 50_000)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    private static int follower0(List<String> seen) {
        synchronized (seen) {
            return seen.size();
        }
    }

    @Test
    void tailCountsBackwardsOverFiles() throws Exception {
        log.close();
        log = ContainerLog.open(writer, directory.resolve("t"), new LogSettings(new Bytes(10_000), 100));
        try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
            write(outputs.stdout(), numbers(1, 3000));
        }
        drained();

        for (int tail : new int[] {0, 1, 2, 199, 230, 1000, 2999, 3000, 9999}) {
            assertThat(texts(read(LogQuery.ALL.withTail(tail))))
                    .as("tail " + tail)
                    .isEqualTo(IntStream.rangeClosed(Math.max(1, 3001 - tail), 3000)
                            .mapToObj(Integer::toString)
                            .toList());
        }
        assertThat(read(LogQuery.ALL.withTail(5).withStreams(Set.of(LogStream.STDERR))))
                .isEmpty();
    }

    @Test
    void timeBoundsCutAndSayWhenNothingMoreComes() throws Exception {
        try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
            write(outputs.stdout(), numbers(1, 9));
        }
        drained();
        List<LogLine> all = read(LogQuery.ALL);
        Instant third = all.get(2).time();

        assertThat(texts(read(LogQuery.ALL.withSince(third).withUntil(all.get(4).time()))))
                .containsExactly("3", "4", "5");
        try (LogReader reader = LogReader.open(log.directory(), LogQuery.ALL.withUntil(third))) {
            assertThat(reader.next(Duration.ZERO)).hasSize(3);
            assertThat(reader.isDone()).isTrue();
            assertThat(reader.next(Duration.ofSeconds(30))).isEmpty();
        }
        assertThat(LogReader.lastTime(log.directory())).contains(all.get(8).time());
    }

    @Test
    void aTerminalsOutputGoesTheSameWay() throws Exception {
        try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
            assertThat(outputs.stdout().isOpen()).isTrue();
            log.append(LogStream.STDOUT, "$ ls\r\n".getBytes(StandardCharsets.UTF_8));
            log.append(LogStream.STDOUT, new byte[3 << 20]);
        }
        drained();

        List<LogLine> lines = read(LogQuery.ALL);
        assertThat(lines.get(0).text()).isEqualTo("$ ls\r");
        assertThat(lines.stream().skip(1).mapToLong(line -> line.bytes().length).sum())
                .isEqualTo(3 << 20);
    }

    @Test
    void anotherEngineGoesOnWhereOneStopped() throws Exception {
        ContainerLog.Outputs outputs = log.outputs(0, 0);
        write(outputs.stdout(), "before\nhal");
        org.awaitility.Awaitility.await().until(() -> read(LogQuery.ALL).size() == 1);
        List<Fd> held = new ArrayList<>();
        for (io.jstack.runtime.Kept kept : log.kept()) { // as the holder does, so that the pipes keep their content
            held.add(Fd.owning(Linux.fcntl(kept.fd(), 1030, 3)));
        }
        log.close();
        writer.close();
        write(outputs.stdout(), "f\nafter");
        outputs.close();

        writer = new LogWriter();
        log = ContainerLog.open(writer, log.directory(), LogSettings.DEFAULT);
        log.adopt();
        drained();
        held.forEach(Fd::close);

        assertThat(texts(read(LogQuery.ALL))).containsExactly("before", "half", "after");
    }

    @Test
    void fiveHundredContainersShareTheThread() throws Exception {
        List<ContainerLog> logs = new ArrayList<>();
        List<ContainerLog.Outputs> outputs = new ArrayList<>();
        int threads = Thread.activeCount();
        for (int i = 0; i < 500; i++) {
            ContainerLog each = ContainerLog.open(writer, directory.resolve("many-" + i), LogSettings.DEFAULT);
            logs.add(each);
            outputs.add(each.outputs(0, 0));
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
        for (int line = 0; line < 10; line++) {
            for (ContainerLog.Outputs each : outputs) {
                write(each.stdout(), "line " + line + "\n");
            }
        }
        outputs.forEach(ContainerLog.Outputs::close);
        for (ContainerLog each : logs) {
            each.drained().get(20, TimeUnit.SECONDS);
            assertThat(Files.readAllLines(each.directory().resolve("log"))).hasSize(10);
            each.close();
        }
    }

    @Test
    void aReaderOfALogThatIsNotThereYetWaitsForIt() throws Exception {
        Path later = directory.resolve("later");
        try (LogReader reader = LogReader.open(later, LogQuery.ALL.withTail(5))) {
            assertThat(reader.next(Duration.ZERO)).isEmpty();
            try (ContainerLog other = ContainerLog.open(writer, later, LogSettings.DEFAULT);
                    ContainerLog.Outputs outputs = other.outputs(0, 0)) {
                write(outputs.stdout(), "here\n");
                assertThat(texts(reader.next(Duration.ofSeconds(10)))).containsExactly("here");
            }
        }
    }

    @Test
    void aReaderThatEndsHereGivesWhatIsThereAndIsDone() throws Exception {
        try (ContainerLog.Outputs outputs = log.outputs(0, 0);
                LogReader reader = LogReader.open(log.directory(), LogQuery.ALL)) {
            write(outputs.stdout(), "one\ntwo\n");
            org.awaitility.Awaitility.await().until(() -> read(LogQuery.ALL).size() == 2);
            reader.endHere();
            assertThat(texts(reader.next(Duration.ZERO))).containsExactly("one", "two");

            write(outputs.stdout(), "three\n");
            org.awaitility.Awaitility.await().until(() -> read(LogQuery.ALL).size() == 3);
            assertThat(reader.next(Duration.ZERO)).isEmpty();
            assertThat(reader.isDone()).isTrue();
        }
    }

    @Test
    void whoWaitsForLinesIsSentAwayWithWhatIsThere() throws Exception {
        try (LogReader reader = LogReader.open(log.directory(), LogQuery.ALL)) {
            CompletableFuture<Void> late = CompletableFuture.runAsync(reader::stopWaiting);
            assertThat(reader.next(Duration.ofDays(1))).isEmpty();
            late.join();

            try (ContainerLog.Outputs outputs = log.outputs(0, 0)) {
                write(outputs.stdout(), "more\n");
            }
            drained();
            assertThat(texts(reader.next(Duration.ofDays(1)))).containsExactly("more");
            assertThat(reader.next(Duration.ofDays(1))).isEmpty();
        }
    }

    @Test
    void aRotationThatACrashCutShortLosesNothing() throws IOException {
        LogFiles files = new LogFiles(directory);
        Files.writeString(files.file(0), "new");
        Files.writeString(files.file(2), "old"); // log.1 had moved to log.2, log had not yet moved to log.1
        assertThat(files.oldest()).contains(2);

        files.rotate(3);

        assertThat(files.file(1)).hasContent("new");
        assertThat(files.file(2)).hasContent("old");
        assertThat(files.file(0)).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> ContainerLog.open(writer, file.resolve("c"), LogSettings.DEFAULT))
                .isInstanceOf(JstackException.class)
                .hasMessageContaining(file.toString());
    }
}
