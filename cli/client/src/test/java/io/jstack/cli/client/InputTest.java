package io.jstack.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InputTest {
    @TempDir
    private Path directory;

    @Test
    void aReadOfWhatNeverEndsIsGivenUpWithTheCommand() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        CountDownLatch sent = new CountDownLatch(1);
        Frames frames = new Frames(new Sent(sent), ByteBuffer.allocate(0));
        try (RandomAccessFile writer = new RandomAccessFile(fifo.toFile(), "rw")) {
            Input input = Input.of(frames, 0, new FileInputStream(fifo.toFile()));
            input.want(100);
            writer.write("first".getBytes(StandardCharsets.US_ASCII));
            sent.await(); // and soon it reads again, where nothing comes

            input.giveUp();
            input.join();
            assertThat(input.isAlive()).isFalse();
        }
    }

    /** A connection on which something was sent. */
    private record Sent(CountDownLatch latch) implements Wire {
        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            throw new IOException("nothing is read here");
        }

        @Override
        public void write(byte[] bytes, int at, int length) {
            latch.countDown();
        }

        @Override
        public void close() {}
    }
}
