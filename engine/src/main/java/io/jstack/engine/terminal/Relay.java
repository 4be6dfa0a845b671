package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Pidfd;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * To a client that waits at the {@link Door}: the engine has duplicates of its descriptors, pidfd_getfd(2), and does itself what a client
 * at the end of a socket does with the same frames. The client is told, a line each, what it must know when the engine dies, and at last
 * how the command ended.
 */
final class Relay implements Link {
    /** 128 + SIGPIPE, signal(7): what a shell shows of a program whose reader left. */
    private static final int READER_LEFT = 141;

    private static final Pattern DESCRIPTOR =
            Pattern.compile("/dev/(stdin|stdout|stderr)|(?:/dev|/proc/self)/fd/([0-9]+)");

    private final Fd client;
    private final Hello hello;
    private final DescriptorOut out;
    private final DescriptorOut err;
    private final DescriptorOut answer;
    private final Map<Integer, DescriptorIn> inputs = new ConcurrentHashMap<>();
    private final Map<Integer, FileOutputStream> files = new ConcurrentHashMap<>();
    private volatile Optional<Session> session = Optional.empty();
    private volatile boolean open = true;
    private volatile boolean readerLeft;

    /**
     * @param client its pidfd, which stays the caller's
     * @param answer where it waits; this object's from now on
     * @throws KernelException when the client has no standard output or error
     */
    Relay(Fd client, Hello hello, Fd answer) {
        this.client = client;
        this.hello = hello;
        this.out = new DescriptorOut(fetch(StandardStream.OUT.descriptor()));
        this.err = new DescriptorOut(fetch(StandardStream.ERR.descriptor()));
        this.answer = new DescriptorOut(answer);
    }

    /** Runs the program. */
    void start(int pid, TerminalProgram program) {
        ClientTty tty = hello.terminals().stream()
                .findFirst()
                .flatMap(stream -> KernelTty.of(pid, ClientProcess.number(stream.descriptor()), this))
                .<ClientTty>map(known -> known)
                .orElseGet(() -> new SttyTty(this));
        Session made = new Session(hello, this, tty);
        session = Optional.of(made);
        tell("here");
        made.start(program);
    }

    // ---- from the door

    /** A signal that the client got, or that it will stop, or goes on. */
    void signalled(String name) {
        switch (name) {
            case "TSTP" -> pause(DescriptorOut::pause);
            case "CONT" -> pause(DescriptorOut::goOn);
            case "WINCH" -> received(Frame.text(Frame.RESIZE, ""));
            default -> received(Frame.text(Frame.SIGNAL, name));
        }
    }

    private void pause(java.util.function.Consumer<DescriptorOut> change) {
        change.accept(out);
        change.accept(err);
    }

    /** The client is gone, or shall be. */
    void hungUp() {
        open = false;
        out.giveUp();
        err.giveUp();
        answer.close();
        session.ifPresent(Session::hungUp);
    }

    // ---- from the program

    @Override
    public void send(Frame frame) throws InterruptedIOException {
        try {
            switch (frame.type()) {
                case Frame.OUT -> out.write(frame.bytes());
                case Frame.ERR -> err.write(frame.bytes());
                case Frame.PUT -> put(frame.payload().readInt(), frame.bytes());
                case Frame.CLOSE -> close(frame.payload().readInt());
                default -> sendNow(frame);
            }
        } catch (KernelException e) {
            readerLeft = true; // EPIPE, or a terminal that hung up: a program would be ended by it, and say no more
            out.giveUp();
            err.giveUp();
            session.ifPresent(Session::hungUp);
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
        tell("exit " + (readerLeft ? READER_LEFT : frame.payload().readInt()));
        open = false;
        inputs.values().forEach(DescriptorIn::end);
        out.close();
        err.close();
        answer.close();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void roomChanged() {
        // writes wait for the reader themselves
    }

    /** What it has to put back itself, should the engine die; the rest is done by the engine's own duplicate. */
    private void terminal(String wish) {
        if (wish.startsWith("saved ") || wish.equals("restored")) {
            tell(wish);
        }
    }

    private void tell(String line) {
        try {
            answer.write((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (KernelException | IOException e) {
            open = false; // its end is seen at the door
        }
    }

    private void received(Frame frame) {
        session.ifPresent(present -> present.received(frame));
    }

    private void want(int stream, int bytes) {
        if (stream == 0) {
            inputs.computeIfAbsent(0, standard -> input(0, 0));
        }
        Optional.ofNullable(inputs.get(stream)).ifPresent(input -> input.want(bytes));
    }

    /** @throws KernelException when the client has no such descriptor */
    private DescriptorIn input(int stream, int number) {
        DescriptorIn input = new DescriptorIn(stream, fetch(number), this::received);
        input.start();
        return input;
    }

    private Fd fetch(int number) {
        return Pidfd.fetch(client, ClientProcess.number(number));
    }

    /** The client's descriptor that a path means; empty for a path that means the same in every process. */
    private static OptionalInt descriptor(String path) {
        Matcher matcher = DESCRIPTOR.matcher(path);
        if (!matcher.matches()) {
            return OptionalInt.empty();
        }
        String name = Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2));
        return OptionalInt.of(
                switch (name) {
                    case "stdin" -> StandardStream.IN.descriptor();
                    case "stdout" -> StandardStream.OUT.descriptor();
                    case "stderr" -> StandardStream.ERR.descriptor();
                    default -> Integer.parseInt(name);
                });
    }

    private void open(int stream, String path) {
        try {
            inputs.put(stream, input(stream, descriptor(path).orElseThrow()));
        } catch (KernelException e) {
            failed(stream, path + " (No such file or directory)");
        }
    }

    private void create(int stream, String path) {
        try {
            OptionalInt number = descriptor(path);
            files.put(stream, number.isPresent() ? duplicate(number.getAsInt(), path) : file(path));
            received(Frame.number(Frame.DONE, stream));
        } catch (IOException e) {
            failed(stream, String.valueOf(e.getMessage()));
        }
    }

    private FileOutputStream duplicate(int number, String path) throws IOException {
        try (Fd fetched = fetch(number)) {
            return new FileOutputStream("/proc/self/fd/" + fetched.number(), /* append= */ true);
        } catch (KernelException e) {
            throw new NoSuchFileException(path);
        }
    }

    /** With the client's umask, which is no thread's of its own here: a new file is given its mode before anything is in it. */
    private FileOutputStream file(String path) throws IOException {
        Path file = hello.directory().resolve(path);
        try {
            Files.createFile(file);
            Files.setPosixFilePermissions(file, permissions(0666 & ~hello.umask()));
        } catch (FileAlreadyExistsException e) {
            // it keeps the mode it has
        } catch (IOException e) {
            // what is wrong with it the opening says, in the words of every other client
        }
        return new FileOutputStream(file.toFile());
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // from OWNER_READ, 0400, down to OTHERS_EXECUTE, 1
        for (int i = 0; i < all.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    private void put(int stream, byte[] bytes) {
        FileOutputStream file = files.get(stream);
        if (file == null) {
            return; // it failed, and the program was told
        }
        try {
            file.write(bytes);
        } catch (IOException e) {
            files.remove(stream);
            closeQuietly(file);
            failed(stream, String.valueOf(e.getMessage()));
        }
    }

    private void close(int stream) {
        FileOutputStream file = files.remove(stream);
        if (file != null) {
            closeQuietly(file);
            received(Frame.number(Frame.DONE, stream));
        }
    }

    private static void closeQuietly(FileOutputStream file) {
        try {
            file.close();
        } catch (IOException e) {
            System.getLogger("terminal").log(System.Logger.Level.DEBUG, "file not closed", e);
        }
    }

    private void failed(int stream, String reason) {
        received(Frame.stream(Frame.FAILED, stream, reason));
    }
}
