package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.PipeCalls;
import io.jstack.runtime.kernel.Poll;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the launcher's shell hands its command over, and needs no process of Java's for it: a FIFO beside the socket, {@code SOCKET.door},
 * which the engine's own user alone may write to. A line {@code knock PID ARGUMENTS VERSION} begins a command: {@code PID} waits at a FIFO
 * of its own, {@code SOCKET.knocks/PID}, and everything else is read from proc(5). A line {@code signal PID NAME} says what it got
 * meanwhile.
 */
final class Door implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("terminal");
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration LEAVING = Duration.ofSeconds(5);
    private static final int MOST = 4096;
    private static final int GROUP_OR_OTHERS_WRITE = 022;

    private final TerminalServer.Settings settings;
    private final TerminalProgram program;
    private final Admission admission;
    private final Path place;
    private final Path who;
    private final Path knocks;
    private final Fd fifo;
    private final PipeCalls.Pipe closing = new PipeCalls().pipe();
    private final Thread thread = new Thread(this::run, "door");
    private final Map<Integer, Client> clients = new HashMap<>();
    private String unread = "";

    private record Client(int pid, Fd process, Relay relay) {}

    private Door(TerminalServer.Settings settings, TerminalProgram program, Admission admission) throws IOException {
        this.settings = settings;
        this.program = program;
        this.admission = admission;
        place = beside(settings.socket(), ".door");
        who = beside(settings.socket(), ".door.pid");
        knocks = beside(settings.socket(), ".knocks");
        requireOwn(settings.socket().toAbsolutePath().resolveSibling("."));
        Files.createDirectories(
                knocks, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(place); // whatever it is: somebody may have written to where no door was any more
        PipeCalls.fifo(place.toString(), Admission.ownUser(), Admission.ownUser());
        // for writing too: then it never ends
        fifo = Linux.open(place.toString(), Linux.O_RDWR | Linux.O_NONBLOCK | Linux.O_NOFOLLOW);
        long pid = ProcessHandle.current().pid();
        long started = Pidfd.startTime(new Pid((int) pid)).orElseThrow();
        Files.writeString(who, "%d %d%n".formatted(pid, started));
        thread.setDaemon(true);
    }

    private static Path beside(Path socket, String ending) {
        return socket.resolveSibling(socket.getFileName() + ending);
    }

    /** Where somebody else could make the door, he could knock at it. */
    private static void requireOwn(Path directory) throws IOException {
        try (Fd opened = Linux.open(directory.toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
            FileStat stat = FileStat.of(opened);
            if (stat.uid() != Admission.ownUser() || (stat.mode() & GROUP_OR_OTHERS_WRITE) != 0) {
                throw new IOException(directory + " can be written by others");
            }
        }
    }

    /** Empty where it cannot be made: clients then come by the socket, all of them. */
    static Optional<Door> open(TerminalServer.Settings settings, TerminalProgram program, Admission admission) {
        try {
            Door door = new Door(settings, program, admission);
            door.turnAwayWhoWaits();
            door.thread.start();
            return Optional.of(door);
        } catch (IOException | KernelException e) {
            LOG.log(System.Logger.Level.WARNING, "no door  cause=\"{0}\"", e.getMessage());
            return Optional.empty();
        }
    }

    /** They knocked while an engine ended, and would wait for ever; who has left meanwhile leaves a FIFO. */
    private void turnAwayWhoWaits() {
        try (DirectoryStream<Path> waiting = Files.newDirectoryStream(knocks)) {
            for (Path knock : waiting) {
                answer(knock).ifPresent(Door::turnAway);
                if (Files.notExists(Path.of("/proc").resolve(knock.getFileName()))) {
                    Files.deleteIfExists(knock);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "nobody turned away  cause=\"{0}\"", e.getMessage());
        }
    }

    /** The client's FIFO, whose name nobody needs any more; empty when no client holds it. */
    private static Optional<Fd> answer(Path knock) {
        try {
            Fd fd = Linux.open(knock.toString(), Linux.O_WRONLY | Linux.O_NONBLOCK | Linux.O_NOFOLLOW);
            Files.deleteIfExists(knock);
            return Optional.of(fd);
        } catch (KernelException | IOException e) {
            return Optional.empty();
        }
    }

    private static void turnAway(Fd answer) {
        try (answer) {
            Linux.write(answer, "no\n".getBytes(StandardCharsets.US_ASCII));
        } catch (KernelException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody at the door", e);
        }
    }

    private void run() {
        try {
            while (serve()) {
                // until the door closes
            }
        } finally {
            leave();
        }
    }

    /** Waits for what comes next; whether the door is still open. */
    private boolean serve() {
        List<Client> present = List.copyOf(clients.values());
        List<Fd> all = new ArrayList<>(List.of(fifo, closing.reading()));
        present.forEach(client -> all.add(client.process()));
        boolean[] ready = Poll.readable(LONG, all.toArray(new Fd[0]));
        for (int i = 0; i < present.size(); i++) {
            if (ready[i + 2]) {
                clients.remove(present.get(i).pid());
                drop(present.get(i));
            }
        }
        if (ready[0]) {
            lines().forEach(this::heard);
        }
        return !ready[1];
    }

    private static void drop(Client client) {
        client.relay().hungUp();
        client.process().close();
    }

    private void leave() {
        try {
            Files.deleteIfExists(who);
            Files.deleteIfExists(place);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "door left behind  path=" + place, e);
        }
        turnAwayWhoWaits();
        clients.values().forEach(Door::drop);
        fifo.close();
        closing.close();
    }

    private List<String> lines() {
        NativeMemory memory = NativeMemory.ofSize(MOST);
        int count = Linux.read(fifo, memory).orElse(0);
        String text = unread + new String(memory.bytes(0, count), StandardCharsets.US_ASCII);
        int end = text.lastIndexOf('\n') + 1;
        unread = text.substring(end);
        return text.substring(0, end).lines().toList();
    }

    private void heard(String line) {
        String[] words = line.split(" ", -1);
        try {
            int pid = Integer.parseInt(words[1]);
            if (words[0].equals("knock")) {
                knocked(pid, Integer.parseInt(words[2]), words[3]);
            } else {
                Optional.ofNullable(clients.get(pid))
                        .ifPresent(client -> client.relay().signalled(words[2]));
            }
        } catch (RuntimeException | Error e) { // of one client; the others wait
            LOG.log(System.Logger.Level.WARNING, "not understood at the door  line=\"" + line + "\"", e);
        }
    }

    private void knocked(int pid, int arguments, String version) {
        Optional<Fd> waiting = answer(knocks.resolve(Integer.toString(pid)));
        if (waiting.isEmpty()) {
            return; // gone meanwhile
        }
        try {
            admit(pid, arguments, version, waiting.get());
        } catch (IOException | RuntimeException e) { // above all its end meanwhile
            LOG.log(System.Logger.Level.DEBUG, "not served at the door  pid=" + pid, e);
            if (waiting.get().isOpen()) {
                turnAway(waiting.get());
            }
        }
    }

    private void admit(int pid, int arguments, String version, Fd answer) throws IOException {
        Fd process = Pidfd.open(new Pid(pid));
        try {
            if (!version.equals(settings.version()) || !isWelcome(pid, process, answer)) {
                throw new IOException("it is to come by the socket");
            }
            Relay relay = Relay.to(ClientProcess.of(pid, process, version, arguments), answer);
            try {
                relay.start(program);
                Optional.ofNullable(clients.put(pid, new Client(pid, process, relay)))
                        .ifPresent(Door::drop);
            } catch (RuntimeException | Error e) {
                relay.hungUp();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /** Whether it is who waits there, since a number of another pid namespace is another process here, and may do what the engine does. */
    private boolean isWelcome(int pid, Fd process, Fd answer) throws IOException {
        try (Fd held = Pidfd.fetch(process, ClientProcess.KNOCKING)) {
            return FileStat.isSame(held, answer)
                    && ClientProcess.user(pid) == Admission.ownUser()
                    && admission.seesTheSame(pid);
        }
    }

    /** Nobody is let in any more; who is inside is dropped. */
    @Override
    public void close() {
        closing.writing().close();
        try {
            thread.join(LEAVING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
