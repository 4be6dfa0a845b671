package io.jstack.runtime.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the records of one file, forwards, and backwards to find a place to start. */
final class RecordScanner implements AutoCloseable {
    private static final int MARK_AT = LineFormat.HEAD - 2;

    /** More than the longest record there can be. */
    private static final int BLOCK = 256 * 1024;

    private final TimeText times = new TimeText();
    private final FileChannel channel;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
    private long position;

    RecordScanner(FileChannel channel) {
        this.channel = channel;
    }

    /** The records from here on, a block of them; empty at the end. A record that is only half written is not there yet. */
    List<LogLine> next() throws IOException {
        fill(position);
        List<LogLine> lines = new ArrayList<>();
        byte[] bytes = block.array();
        int start = 0;
        int end = Newlines.first(bytes, start, block.limit());
        while (end < block.limit()) {
            line(bytes, start, end).ifPresent(lines::add);
            start = end + 1;
            end = Newlines.first(bytes, start, block.limit());
        }
        // a block without any newline was not written by us: skipped, or the reader would stand still before it
        position += start == 0 && block.limit() == BLOCK ? BLOCK : start;
        return lines;
    }

    /** Bytes read of the file, whole records only. */
    long position() {
        return position;
    }

    /** Whether everything that is in the file now was read. */
    boolean isAtEnd() throws IOException {
        return position >= channel.size();
    }

    /**
     * Places the scanner before the last {@code lines} lines of these streams; parts of one line count as one.
     *
     * @return how many are missing, when the file has fewer
     */
    int backFromEnd(int lines, Set<LogStream> streams) throws IOException {
        long end = channel.size();
        int missing = lines;
        position = end;
        while (end > 0) {
            long from = Math.max(0, end - BLOCK);
            fill(from);
            // what a write of this very moment left behind the last newline is no record yet
            int stop = lastNewline(0, (int) (end - from)) + 1;
            int first = from == 0 ? 0 : Math.min(Newlines.first(block.array(), 0, stop) + 1, stop);
            for (int last = stop; last > first; ) {
                int start = Math.max(lastNewline(first, last - 1) + 1, first);
                Optional<LogLine> line = line(block.array(), start, last - 1);
                if (line.isPresent() && line.get().endsHere() && streams.contains(line.get().stream())) {
                    if (missing == 0) {
                        return 0;
                    }
                    missing--;
                }
                position = from + start;
                last = start;
            }
            end = from + first;
            if (first == 0 && from > 0) {
                end = from; // a block without a newline: not ours
            }
        }
        return missing;
    }

    private int lastNewline(int from, int to) {
        for (int at = to - 1; at >= from; at--) {
            if (block.array()[at] == '\n') {
                return at;
            }
        }
        return from - 1;
    }

    private void fill(long from) throws IOException {
        block.clear();
        while (block.hasRemaining()) {
            if (channel.read(block, from + block.position()) <= 0) {
                break;
            }
        }
        block.flip();
    }

    /** Empty for a line that is not in our format: a file somebody edited still reads. */
    private Optional<LogLine> line(byte[] bytes, int from, int to) {
        if (to - from < LineFormat.HEAD) {
            return Optional.empty();
        }
        try {
            Instant time = times.read(bytes, from);
            LogStream stream = bytes[from + TimeText.LENGTH + 4] == 'o' ? LogStream.STDOUT : LogStream.STDERR;
            boolean whole = bytes[from + MARK_AT] == 'F';
            return Optional.of(new LogLine(time, stream, Arrays.copyOfRange(bytes, from + LineFormat.HEAD, to), whole));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
