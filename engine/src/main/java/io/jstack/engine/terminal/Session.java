package io.jstack.engine.terminal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One client's {@link Terminal}. The event loop brings its frames; the program's thread does the rest. */
final class Session implements Terminal {
    /** Paths that mean something else in every process. */
    private static final Pattern DESCRIPTOR = Pattern.compile("/dev/(stdin|fd/[0-9]+)|/proc/self/fd/[0-9]+");

    private static final int BUFFER = 8 << 10;

    private final Hello hello;
    private final Link link;
    private final ClientTty tty;
    private final StreamIn in;
    private final PrintStream out;
    private final PrintStream err;
    private final AtomicInteger nextStream = new AtomicInteger(1);
    private final Map<Integer, StreamIn> reading = new ConcurrentHashMap<>();
    private final Map<Integer, FileOut> writing = new ConcurrentHashMap<>();
    private volatile Optional<Consumer<TerminalSize>> resizeListener = Optional.empty();
    private volatile Optional<Consumer<String>> signalListener = Optional.empty();
    private volatile Optional<String> fatalSignal = Optional.empty();
    private volatile Optional<Thread> worker = Optional.empty();

    Session(Hello hello, Link link, ClientTty tty) {
        this.hello = hello;
        this.link = link;
        this.tty = tty;
        this.in = new StreamIn(link, 0);
        this.out = print(Frame.OUT);
        this.err = print(Frame.ERR);
        reading.put(0, in);
    }

    private PrintStream print(int type) {
        return new PrintStream(
                new BufferedOutputStream(new StreamOut(link, type), BUFFER),
                /* autoFlush= */ true,
                StandardCharsets.UTF_8);
    }

    /** Runs the program on a thread of its own and sends its exit code. */
    void start(TerminalProgram program) {
        Thread thread = new Thread(() -> run(program), "terminal");
        thread.setDaemon(true);
        worker = Optional.of(thread);
        thread.start();
    }

    private void run(TerminalProgram program) {
        int code = 1;
        try {
            code = program.run(this);
        } catch (InterruptedException e) {
            code = fatalSignal.map(Session::exitCode).orElse(1);
        } catch (RuntimeException | Error e) {
            System.getLogger("terminal")
                    .log(System.Logger.Level.ERROR, "command failed  arguments=" + hello.arguments(), e);
            err.println("jstack: internal error: " + e + "\n  try: jstack engine logs");
        } finally {
            worker = Optional.empty();
            Thread.interrupted(); // the last bytes go out all the same; a client that is gone does not hold them up
            out.flush();
            err.flush();
            tty.restore();
            tty.close();
            link.sendLast(Frame.number(Frame.EXIT, code));
        }
    }

    /** 128 + n, as a shell reports a process that died of a signal; signal(7). */
    private static int exitCode(String signal) {
        return switch (signal) {
            case "HUP" -> 129;
            case "INT" -> 130;
            default -> 143;
        };
    }

    // ---- from the event loop

    void received(Frame frame) {
        switch (frame.type()) {
            case Frame.IN -> reader(frame).ifPresent(stream -> stream.received(frame.bytes()));
            case Frame.EOF -> reader(frame).ifPresent(StreamIn::end);
            case Frame.DONE ->
                Optional.ofNullable(writing.get(frame.payload().readInt())).ifPresent(FileOut::answered);
            case Frame.FAILED -> failed(frame.payload().readInt(), frame.text());
            case Frame.RESIZE -> resized(frame.text());
            case Frame.SIGNAL -> signalled(frame.text());
            default -> throw new IllegalArgumentException("a frame of type " + frame.type());
        }
    }

    private Optional<StreamIn> reader(Frame frame) {
        return Optional.ofNullable(reading.get(frame.payload().readInt()));
    }

    private void failed(int stream, String reason) {
        Optional.ofNullable(reading.get(stream)).ifPresent(reader -> reader.fail(reason));
        Optional.ofNullable(writing.get(stream)).ifPresent(writer -> writer.fail(reason));
    }

    /** Empty: the client saw a SIGWINCH, and cannot tell the size without being asked to. */
    private void resized(String text) {
        if (tty instanceof SttyTty asked) {
            String[] numbers = text.split(" ", 2);
            if (numbers.length < 2) {
                asked.ask();
                return;
            }
            asked.resized(new TerminalSize(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])));
        }
        resizeListener.ifPresent(listener -> listener.accept(tty.size()));
    }

    private void signalled(String signal) {
        Optional<Consumer<String>> listener = signalListener;
        if (listener.isPresent()) {
            listener.get().accept(signal);
        } else if (signal.equals("INT") || signal.equals("TERM") || signal.equals("HUP")) {
            fatalSignal = Optional.of(signal);
            worker.ifPresent(Thread::interrupt);
        }
    }

    /** The client is gone. */
    void hungUp() {
        link.roomChanged();
        reading.values().forEach(StreamIn::end);
        writing.values().forEach(writer -> writer.fail("the client is gone"));
        worker.ifPresent(Thread::interrupt);
    }

    // ---- the program's side

    @Override
    public List<String> arguments() {
        return hello.arguments();
    }

    @Override
    public Map<String, String> environment() {
        return hello.environment();
    }

    @Override
    public Path directory() {
        return hello.directory();
    }

    @Override
    public int umask() {
        return hello.umask();
    }

    @Override
    public boolean isTerminal(StandardStream stream) {
        return hello.terminals().contains(stream);
    }

    @Override
    public TerminalSize size() {
        return hello.terminals().isEmpty() ? hello.size().orElse(TerminalSize.USUAL) : tty.size();
    }

    @Override
    public void onResize(Consumer<TerminalSize> listener) {
        resizeListener = Optional.of(listener);
    }

    @Override
    public void onSignal(Consumer<String> listener) {
        signalListener = Optional.of(listener);
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public PrintStream err() {
        return err;
    }

    @Override
    public InputStream read(String path) throws IOException {
        if (path.equals("-")) {
            return in;
        }
        if (!DESCRIPTOR.matcher(path).matches()) {
            return Files.newInputStream(hello.directory().resolve(path));
        }
        int id = nextStream.getAndIncrement();
        StreamIn stream = new StreamIn(link, id);
        reading.put(id, stream);
        link.sendNow(Frame.stream(Frame.OPEN, id, path));
        return stream;
    }

    @Override
    public OutputStream write(String path) throws IOException {
        if (path.equals("-")) {
            return out;
        }
        int id = nextStream.getAndIncrement();
        FileOut stream = new FileOut(link, id);
        writing.put(id, stream);
        stream.create(path);
        return stream;
    }

    @Override
    public RawMode rawMode() {
        if (!isTerminal(StandardStream.IN)) {
            return () -> {};
        }
        tty.raw();
        return tty::restore;
    }
}
