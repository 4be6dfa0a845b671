package io.jstack.runtime.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** The file that is being written. */
final class LogFile implements AutoCloseable {
    private final LogFiles files;
    private final LogSettings settings;
    private FileChannel channel;
    private long size;

    LogFile(LogFiles files, LogSettings settings) throws IOException {
        this.files = files;
        this.settings = settings;
        this.channel = open();
        this.size = channel.size();
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(files.file(0), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    long size() {
        return size;
    }

    /** Bytes until the next rotation. */
    long room() {
        return Math.max(0, settings.maxSize().value() - size);
    }

    /** Lines it takes whatever their size: one when it is empty, or a line longer than a file would never be written. */
    int least() {
        return size == 0 ? 1 : 0;
    }

    /** Appends all or nothing. */
    void append(byte[] bytes, int length, ByteBuffer direct) throws IOException {
        try {
            for (int at = 0; at < length; ) {
                int piece = Math.min(direct.capacity(), length - at);
                direct.clear().put(bytes, at, piece).flip();
                while (direct.hasRemaining()) {
                    channel.write(direct, size + at + direct.position());
                }
                at += piece;
            }
            size += length;
        } catch (IOException e) {
            truncate(size);
            throw e;
        }
    }

    void truncate(long to) throws IOException {
        channel.truncate(to);
        size = channel.size();
    }

    /** Cuts off what stands behind the last newline. */
    void dropUnfinishedLine() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        try (FileChannel reading = FileChannel.open(files.file(0), StandardOpenOption.READ)) {
            long end = size;
            while (end > 0 && reading.read(one.clear(), end - 1) == 1 && one.get(0) != '\n') {
                end--;
            }
            truncate(end);
        }
    }

    void rotate() throws IOException {
        if (settings.maxFiles() == 1) {
            java.nio.file.Files.delete(files.file(0)); // not truncated: a follower reads the old one to its end
        } else {
            files.rotate(settings.maxFiles());
        }
        channel.close();
        channel = open();
        size = channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
