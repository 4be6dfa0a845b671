package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * To a client that waits at the {@link Door}: the engine has duplicates of its descriptors, pidfd_getfd(2), and does itself what a client
 * at the end of a socket does with the same frames. The client is told, a line each, what it must know when the engine dies, and at last
 * how the command ended.
 */
final class Relay implements Link {
    /** 128 + SIGPIPE, signal(7): what a shell shows of a program whose reader left. */
    private static final int READER_LEFT = 141;

    private final ClientProcess client;
    private final ClientFiles files;
    private final DescriptorOut out;
    private final DescriptorOut err;
    private final DescriptorOut answer;
    private final Map<Integer, DescriptorIn> inputs = new HashMap<>();
    private final Map<Integer, DescriptorOut> created = new ConcurrentHashMap<>();
    private volatile Optional<Session> session = Optional.empty();
    private volatile boolean open = true;
    private volatile boolean readerLeft;
    private volatile boolean stopped;

    private Relay(ClientProcess client, ClientFiles files, DescriptorOut out, DescriptorOut err, DescriptorOut answer) {
        this.client = client;
        this.files = files;
        this.out = out;
        this.err = err;
        this.answer = answer;
    }

    /**
     * Nothing is told or run before {@link #start}.
     *
     * @param answer where it waits; the relay's from now on, but after a failure
     * @throws KernelException when the client has no standard output or error
     */
    static Relay to(ClientProcess client, Fd answer) {
        ClientFiles files = new ClientFiles(client.pidfd(), client.hello());
        DescriptorOut out = new DescriptorOut(files.descriptor(StandardStream.OUT.descriptor()));
        try {
            DescriptorOut err = new DescriptorOut(files.descriptor(StandardStream.ERR.descriptor()));
            return new Relay(client, files, out, err, new DescriptorOut(answer));
        } catch (KernelException e) {
            out.close();
            throw e;
        }
    }

    /** Runs the program. */
    void start(TerminalProgram program) {
        ClientTty tty = ClientTty.of(
                client.hello(),
                this,
                stream -> KernelTty.of(client.pid(), ClientProcess.number(stream.descriptor()), this));
        Session made = new Session(client.hello(), this, tty);
        session = Optional.of(made);
        tell("here");
        made.start(program);
    }

    // ---- from the door, whose thread must not wait

    /** A signal that the client got, or that it will stop, or goes on. */
    void signalled(String name) {
        switch (name) {
            case "TSTP" -> {
                stopped = true;
                out.pause();
                err.pause();
            }
            case "CONT" -> {
                stopped = false;
                out.goOn();
                err.goOn();
            }
            case "WINCH" -> received(Frame.text(Frame.RESIZE, ""));
            default -> received(Frame.text(Frame.SIGNAL, name));
        }
    }

    /** The client is gone, or shall be. */
    void hungUp() {
        open = false;
        out.giveUp();
        err.giveUp();
        answer.close();
        created.values().forEach(DescriptorOut::giveUp);
        session.ifPresent(Session::hungUp);
    }

    // ---- from the program

    @Override
    public void send(Frame frame) throws InterruptedIOException {
        switch (frame.type()) {
            case Frame.OUT -> print(out, frame.bytes());
            case Frame.ERR -> print(err, frame.bytes());
            case Frame.PUT -> put(frame.payload().readInt(), frame.bytes());
            case Frame.CLOSE -> close(frame.payload().readInt());
            default -> sendNow(frame);
        }
    }

    @Override
    public void sendNow(Frame frame) {
        switch (frame.type()) {
            case Frame.WANT -> want(frame.payload().readInt(), frame.payload().readInt());
            case Frame.OPEN -> open(frame.payload().readInt(), frame.text());
            case Frame.CREATE -> create(frame.payload().readInt(), frame.text());
            case Frame.TTY -> terminal(frame.text());
            default -> throw new IllegalArgumentException("a frame of type " + frame.type());
        }
    }

    @Override
    public void sendLast(Frame frame) {
        endInputs();
        created.values().forEach(DescriptorOut::close);
        tell("exit " + (readerLeft ? READER_LEFT : frame.payload().readInt()));
        out.close();
        err.close();
        answer.close();
    }

    private void endInputs() {
        synchronized (inputs) {
            open = false; // none begins from now on
            inputs.values().forEach(DescriptorIn::end);
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void roomChanged() {
        // writes wait for the reader themselves
    }

    private void print(DescriptorOut to, byte[] bytes) throws InterruptedIOException {
        try {
            to.write(bytes);
        } catch (KernelException e) {
            readerLeft = true; // EPIPE, or a terminal that hung up: a program would be ended by it, and say no more
            out.giveUp();
            err.giveUp();
            session.ifPresent(Session::hungUp);
        }
    }

    /** What it has to put back itself, should the engine die; the rest is done by the engine's own duplicate. */
    private void terminal(String wish) {
        if (wish.startsWith("saved ") || wish.equals("restored")) {
            tell(wish);
        }
    }

    private void tell(String line) {
        try {
            answer.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (KernelException | IOException e) {
            open = false; // its end is seen at the door
        }
    }

    private void received(Frame frame) {
        session.ifPresent(present -> present.received(frame));
    }

    private void failed(int stream, String reason) {
        received(Frame.stream(Frame.FAILED, stream, reason));
    }

    private void want(int stream, int bytes) {
        synchronized (inputs) {
            if (stream == 0 && open && !inputs.containsKey(0)) {
                begin(0, files.descriptor(StandardStream.IN.descriptor()));
            }
            Optional.ofNullable(inputs.get(stream)).ifPresent(input -> input.want(bytes));
        }
    }

    private void open(int stream, String path) {
        try {
            synchronized (inputs) {
                if (open) {
                    begin(stream, files.read(path));
                }
            }
        } catch (IOException e) {
            failed(stream, String.valueOf(e.getMessage()));
        }
    }

    private void begin(int stream, Fd descriptor) {
        DescriptorIn input =
                new DescriptorIn(stream, descriptor, () -> !stopped && client.mayRead(descriptor), this::received);
        inputs.put(stream, input);
        input.start();
    }

    private void create(int stream, String path) {
        try {
            created.put(stream, new DescriptorOut(files.create(path)));
            received(Frame.number(Frame.DONE, stream));
        } catch (IOException e) {
            failed(stream, String.valueOf(e.getMessage()));
        }
    }

    private void put(int stream, byte[] bytes) throws InterruptedIOException {
        DescriptorOut file = created.get(stream);
        if (file == null) {
            return; // it failed, and the program was told
        }
        try {
            file.write(bytes);
        } catch (KernelException e) {
            created.remove(stream);
            file.close();
            failed(stream, e.errno().text());
        }
    }

    private void close(int stream) {
        DescriptorOut file = created.remove(stream);
        if (file != null) {
            file.close();
            received(Frame.number(Frame.DONE, stream));
        }
    }
}
