package io.jstack.cli.client;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * Sends a stream's bytes as the engine asks for them, never more: what a command does not read stays for the next program. A thread of
 * its own, which may be in a read from a terminal for as long as the command runs.
 */
final class Input extends Thread {
    private static final int CHUNK = 32 << 10;

    private final Frames frames;
    private final int stream;
    private final FileChannel in;
    private int wanted;

    private Input(Frames frames, int stream, FileInputStream in) {
        super("input " + stream);
        this.frames = frames;
        this.stream = stream;
        this.in = in.getChannel();
        setDaemon(true);
    }

    /** Starts to send {@code in}; nothing is read before it is wanted. */
    static Input of(Frames frames, int stream, FileInputStream in) {
        Input input = new Input(frames, stream, in);
        input.start();
        return input;
    }

    /** Opens a file as this process sees it: {@code /dev/fd/63} is its own. */
    static Input ofFile(Frames frames, int stream, String path) throws IOException {
        return of(frames, stream, new FileInputStream(path));
    }

    synchronized void want(int bytes) {
        wanted += bytes;
        notifyAll();
    }

    /** Ends a read that waits: the JVM would wait 300 ms for a thread that is in one before it ends. */
    void giveUp() {
        try {
            in.close();
        } catch (IOException e) {
            // nobody reads from it any more
        }
    }

    @Override
    public void run() {
        byte[] chunk = new byte[CHUNK];
        try {
            while (true) {
                int read = in.read(ByteBuffer.wrap(chunk, 0, Math.min(CHUNK, awaitWanted())));
                if (read < 0) {
                    frames.send(Frames.EOF, stream, chunk, 0);
                    return;
                }
                spend(read);
                frames.send(Frames.IN, stream, chunk, read);
            }
        } catch (ClosedChannelException givenUp) {
            // the command is over
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fail(IOException reason) {
        try {
            frames.send(Frames.FAILED, stream, String.valueOf(reason.getMessage()));
        } catch (IOException gone) {
            // the engine is gone; the session's reader says so
        }
    }

    private synchronized int awaitWanted() throws InterruptedException {
        while (wanted <= 0) {
            wait();
        }
        return wanted;
    }

    private synchronized void spend(int bytes) {
        wanted -= bytes;
    }
}
