package io.jstack.cli.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One command's life: frames to streams, signals and input to frames, until the engine says how it ended. */
final class Session implements Signals.Listener {
    /** 128 + SIGPIPE, signal(7): what a shell shows of a program whose reader left. */
    private static final int READER_LEFT = 141;

    private static final int INTERRUPTED = 130;
    /** So many Ctrl-C end the client itself, whatever the engine does. */
    private static final int PATIENCE = 3;

    private final Frames frames;
    private final Stty stty = new Stty();
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    private final Map<Integer, Input> inputs = new HashMap<>();
    private final Map<Integer, FileOutputStream> files = new HashMap<>();
    private int interrupts;

    Session(Frames frames) {
        this.frames = frames;
    }

    /** Returns the exit code; the terminal is as it was. */
    int run() throws Failure {
        Signals.tell(this);
        try {
            while (true) {
                byte[] payload = frames.next();
                switch (frames.type()) {
                    case Frames.OUT -> write(out, payload);
                    case Frames.ERR -> write(err, payload);
                    case Frames.EXIT -> {
                        stty.restore();
                        return ByteBuffer.wrap(payload).getInt();
                    }
                    case Frames.TTY -> terminal(new String(payload, StandardCharsets.US_ASCII));
                    default -> stream(ByteBuffer.wrap(payload));
                }
            }
        } catch (ReaderLeft e) {
            stty.restore();
            return READER_LEFT;
        } catch (IOException e) {
            stty.restore();
            throw engineGone("in the middle of this command");
        } finally {
            for (Input input : inputs.values()) {
                input.giveUp();
            }
        }
    }

    static Failure engineGone(String when) {
        return new Failure(
                "engine-gone",
                "the engine went away " + when + "; containers keep running",
                "the command again: the engine comes back by itself; else jstack engine logs");
    }

    private static void write(FileOutputStream to, byte[] bytes) throws ReaderLeft {
        try {
            to.write(bytes);
        } catch (IOException e) {
            throw new ReaderLeft(e);
        }
    }

    /** The other end of standard output or standard error is closed. */
    private static final class ReaderLeft extends IOException {
        private static final long serialVersionUID = 1L;

        ReaderLeft(IOException cause) {
            super(cause);
        }
    }

    private void terminal(String wish) throws IOException {
        if (wish.equals("size")) {
            frames.send(Frames.RESIZE, Stty.size());
        } else if (wish.equals("raw")) {
            stty.raw();
        } else if (wish.equals("restore")) {
            stty.restore();
        } else if (wish.startsWith("saved ")) {
            stty.saved(wish.substring("saved ".length()));
        } else if (wish.equals("restored")) {
            stty.forget();
        }
    }

    private void stream(ByteBuffer payload) throws IOException {
        int stream = payload.getInt();
        switch (frames.type()) {
            case Frames.WANT -> want(stream, payload.getInt());
            case Frames.OPEN -> open(stream, text(payload));
            case Frames.CREATE -> create(stream, text(payload));
            case Frames.PUT -> put(stream, payload);
            case Frames.CLOSE -> close(stream);
            default -> throw new IOException("a frame of type " + frames.type());
        }
    }

    private static String text(ByteBuffer payload) {
        return StandardCharsets.UTF_8.decode(payload).toString();
    }

    private void want(int stream, int bytes) {
        Input input = inputs.get(stream);
        if (input == null && stream == 0) {
            input = Input.of(frames, 0, new FileInputStream(FileDescriptor.in));
            inputs.put(0, input);
        }
        if (input != null) {
            input.want(bytes);
        }
    }

    private void open(int stream, String path) throws IOException {
        try {
            inputs.put(stream, Input.ofFile(frames, stream, path));
        } catch (IOException e) {
            frames.send(Frames.FAILED, stream, String.valueOf(e.getMessage()));
        }
    }

    private void create(int stream, String path) throws IOException {
        try {
            files.put(stream, new FileOutputStream(path));
            frames.send(Frames.DONE, stream, "");
        } catch (IOException e) {
            frames.send(Frames.FAILED, stream, String.valueOf(e.getMessage()));
        }
    }

    private void put(int stream, ByteBuffer payload) throws IOException {
        FileOutputStream file = files.get(stream);
        if (file == null) {
            return; // it failed, and the engine was told
        }
        try {
            file.write(payload.array(), payload.position(), payload.remaining());
        } catch (IOException e) {
            files.remove(stream);
            file.close();
            frames.send(Frames.FAILED, stream, String.valueOf(e.getMessage()));
        }
    }

    private void close(int stream) throws IOException {
        FileOutputStream file = files.remove(stream);
        if (file != null) {
            file.close();
            frames.send(Frames.DONE, stream, "");
        }
    }

    /** On a thread of the JVM's. */
    @Override
    public void got(String signal) {
        try {
            if (signal.equals("WINCH")) {
                frames.send(Frames.RESIZE, "");
                return;
            }
            if (signal.equals("INT") && ++interrupts >= PATIENCE) {
                stty.restore();
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            frames.send(Frames.SIGNAL, signal);
        } catch (IOException gone) {
            stty.restore();
            Runtime.getRuntime().halt(INTERRUPTED);
        }
    }
}
