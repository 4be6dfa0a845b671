package io.jstack.runtime.logs;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a log from its oldest file to its newest, and goes on when it is rotated, restarted or not yet there. For {@code logs} without
 * {@code --follow}, {@link #endHere} and ask with no patience until nothing comes; to follow, go on asking. One thread at a time.
 */
public final class LogReader implements AutoCloseable {
    /** How often a writer in another process is looked for; one in this engine wakes the reader at once. */
    private static final Duration POLL = Duration.ofMillis(500);

    private final LogFiles files;
    private final LogQuery query;
    private final LogSignal signal;
    private Optional<RecordScanner> scanner = Optional.empty();
    private Object key = new Object();
    private Optional<Mark> last = Optional.empty();
    private boolean done;
    private volatile boolean patient = true;

    /** A place in one file of the log. */
    private record Mark(Object key, long position) {}

    private LogReader(Path directory, LogQuery query) {
        this.files = new LogFiles(directory);
        this.query = query;
        this.signal = LogSignal.of(directory);
    }

    /**
     * A reader at its first line. A directory that does not exist yet is an empty log.
     *
     * @throws JstackException {@link LogError#LOG_UNAVAILABLE}
     */
    public static LogReader open(Path directory, LogQuery query) {
        LogReader reader = new LogReader(directory, query);
        try {
            if (query.tail().isPresent()) {
                reader.seek(query.tail().getAsInt());
            } else {
                reader.scanner = reader.openOldest();
            }
            return reader;
        } catch (IOException e) {
            throw LogWriter.unavailable(directory, e);
        }
    }

    /** Gives what is there now and a block of what comes later, but no more: of a container that never pauses there would be no end. */
    public void endHere() {
        try {
            Optional<Object> newest = files.key(0);
            if (newest.isPresent()) {
                last = Optional.of(new Mark(newest.get(), Files.size(files.file(0))));
            }
        } catch (NoSuchFileException rotatedJustNow) {
            last = Optional.empty();
        } catch (IOException e) {
            throw LogWriter.unavailable(files.directory(), e);
        }
    }

    /**
     * The next lines, some hundred at most.
     *
     * @param patience how long to wait for the first of them; none: take what is there
     * @return empty when nothing came, or nothing will ({@link #isDone})
     */
    public List<LogLine> next(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            long seen = signal.changes();
            List<LogLine> lines = now();
            long left = end - System.nanoTime();
            if (!lines.isEmpty() || done || left <= 0 || !patient) {
                return lines;
            }
            Duration wait = Duration.ofNanos(left);
            signal.await(seen, wait.compareTo(POLL) < 0 ? wait : POLL);
        }
    }

    /** From now on {@link #next} gives what is there and waits for nothing; whoever waits in it comes back. From any thread. */
    public void stopWaiting() {
        patient = false;
        signal.change();
    }

    /** Whether {@link LogQuery#until} or the place of {@link #endHere} was reached: nothing further will come. */
    public boolean isDone() {
        return done;
    }

    private List<LogLine> now() {
        List<LogLine> lines = new ArrayList<>();
        try {
            while (lines.isEmpty() && !done) {
                if (scanner.isEmpty()) {
                    scanner = openOldest();
                }
                done = scanner.isPresent() && isBehind(last);
                if (scanner.isEmpty() || done) {
                    return lines;
                }
                List<LogLine> batch = scanner.get().next();
                if (batch.isEmpty() && !advance()) {
                    return lines;
                }
                batch.forEach(line -> take(line, lines));
            }
            return lines;
        } catch (IOException e) {
            throw LogWriter.unavailable(files.directory(), e);
        }
    }

    private boolean isBehind(Optional<Mark> mark) {
        return mark.filter(end -> end.key().equals(key) && scanner.orElseThrow().position() >= end.position())
                .isPresent();
    }

    private void take(LogLine line, List<LogLine> lines) {
        if (query.until().filter(until -> line.time().isAfter(until)).isPresent()) {
            done = true;
        }
        boolean early =
                query.since().filter(since -> line.time().isBefore(since)).isPresent();
        if (!done && !early && query.streams().contains(line.stream())) {
            lines.add(line);
        }
    }

    /** At the end of a file: goes on to the next younger one; false when this is the one being written. */
    private boolean advance() throws IOException {
        RecordScanner current = scanner.orElseThrow();
        Optional<Integer> age = ageOf(key);
        if (age.isPresent() && age.get() == 0) {
            return false;
        }
        // it is no longer written, but may have been until just now
        if (!current.isAtEnd()) {
            return true;
        }
        int from = age.orElseGet(() -> files.oldest().map(oldest -> oldest + 1).orElse(0));
        for (int younger = from - 1; younger >= 0; younger--) {
            Optional<RecordScanner> next = openAge(younger);
            if (next.isPresent()) {
                current.close();
                scanner = next;
                return true;
            }
        }
        return false;
    }

    private Optional<Integer> ageOf(Object wanted) throws IOException {
        int oldest = files.oldest().orElse(-1);
        for (int age = 0; age <= oldest; age++) {
            if (files.key(age).filter(wanted::equals).isPresent()) {
                return Optional.of(age);
            }
        }
        return Optional.empty();
    }

    private Optional<RecordScanner> openOldest() throws IOException {
        for (int age = files.oldest().orElse(-1); age >= 0; age--) {
            Optional<RecordScanner> opened = openAge(age);
            if (opened.isPresent()) {
                return opened;
            }
        }
        return Optional.empty();
    }

    /** Opens by name, and remembers which file that was; empty when there is none, or its name went to another meanwhile. */
    private Optional<RecordScanner> openAge(int age) throws IOException {
        Optional<Object> before = files.key(age);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        try {
            FileChannel channel = FileChannel.open(files.file(age), StandardOpenOption.READ);
            if (!Objects.equals(files.key(age), before)) {
                channel.close();
                return openOldestAgain(before.get());
            }
            key = before.get();
            return Optional.of(new RecordScanner(channel));
        } catch (NoSuchFileException e) {
            return openOldestAgain(before.get());
        }
    }

    /** A rotation came between: the file has another name now. */
    private Optional<RecordScanner> openOldestAgain(Object wanted) throws IOException {
        Optional<Integer> age = ageOf(wanted);
        return age.isPresent() ? openAge(age.get()) : openOldest();
    }

    /** Places the reader before the last {@code lines} lines. */
    private void seek(int lines) throws IOException {
        int missing = lines;
        int age = 0;
        Optional<RecordScanner> reached = openAge(0);
        while (reached.isPresent()) {
            Object reachedKey = key;
            missing = reached.get().backFromEnd(missing, query.streams());
            if (missing == 0) {
                break;
            }
            age = ageOf(reachedKey).orElse(age) + 1;
            Optional<RecordScanner> older = openAge(age);
            if (older.isEmpty()) {
                key = reachedKey;
                break;
            }
            reached.get().close();
            reached = older;
        }
        scanner = reached.isPresent() ? reached : openOldest();
    }

    /** The time of the last line there is; where a follower that starts now would stand. */
    public static Optional<Instant> lastTime(Path directory) {
        try (LogReader reader = open(directory, LogQuery.ALL.withTail(1))) {
            List<LogLine> lines = reader.now();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(lines.get(lines.size() - 1).time());
        }
    }

    @Override
    public void close() {
        try {
            if (scanner.isPresent()) {
                scanner.get().close();
            }
        } catch (IOException e) {
            throw LogWriter.unavailable(files.directory(), e);
        }
    }
}
