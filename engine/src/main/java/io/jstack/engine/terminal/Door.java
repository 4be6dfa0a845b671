package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the launcher's shell hands its command over, and needs no process of Java's for it: a FIFO beside the socket, which the engine's own
 * user alone may write to. A line {@code knock PID ARGUMENTS VERSION} begins a command: {@code PID} waits at a FIFO of its own, {@code
 * knocks/PID}, and everything else is read from proc(5). A line {@code signal PID NAME} says what it got meanwhile.
 */
final class Door implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("terminal");
    private static final Duration LONG = Duration.ofHours(1);
    private static final int MOST = 4096;

    private final TerminalServer.Settings settings;
    private final TerminalProgram program;
    private final Admission admission;
    private final Path place;
    private final Path who;
    private final Path knocks;
    private final Fd fifo;
    private final PipeCalls.Pipe closing = new PipeCalls().pipe();
    private final Thread thread = new Thread(this::run, "door");
    private final Map<Integer, Client> clients = new TreeMap<>();
    private String unread = "";

    private record Client(Fd process, Relay relay) {}

    private Door(TerminalServer.Settings settings, TerminalProgram program, Admission admission) throws IOException {
        this.settings = settings;
        this.program = program;
        this.admission = admission;
        place = settings.socket().resolveSibling("door");
        who = settings.socket().resolveSibling("door.pid");
        knocks = settings.socket().resolveSibling("knocks");
        Files.createDirectories(
                knocks, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        PipeCalls.fifo(place.toString(), Admission.ownUser(), Admission.ownUser());
        // for writing too: then it never ends
        fifo = Linux.open(place.toString(), Linux.O_RDWR | Linux.O_NONBLOCK);
        long pid = ProcessHandle.current().pid();
        Files.writeString(
                who,
                "%d %d%n".formatted(pid, Pidfd.startTime(new Pid((int) pid)).orElseThrow()));
        thread.setDaemon(true);
    }

    /** Empty where it cannot be made: clients then come by the socket, all of them. */
    static Optional<Door> open(TerminalServer.Settings settings, TerminalProgram program, Admission admission) {
        try {
            Door door = new Door(settings, program, admission);
            door.turnAwayWhoWaited();
            door.thread.start();
            return Optional.of(door);
        } catch (IOException | KernelException e) {
            LOG.log(System.Logger.Level.WARNING, "no door  cause=\"{0}\"", e.getMessage());
            return Optional.empty();
        }
    }

    /** They knocked while an earlier engine died, and would wait for ever. */
    private void turnAwayWhoWaited() throws IOException {
        try (DirectoryStream<Path> waiting = Files.newDirectoryStream(knocks)) {
            for (Path knock : waiting) {
                answer(knock).ifPresent(Door::turnAway);
            }
        }
    }

    /** The client's FIFO, whose name nobody needs any more; empty when no client holds it. */
    private static Optional<Fd> answer(Path knock) {
        try {
            Fd fd = Linux.open(knock.toString(), Linux.O_WRONLY | Linux.O_NONBLOCK);
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
        boolean open = true;
        while (open) {
            List<Map.Entry<Integer, Client>> present = List.copyOf(clients.entrySet());
            List<Fd> all = new ArrayList<>(List.of(fifo, closing.reading()));
            present.forEach(client -> all.add(client.getValue().process()));
            boolean[] ready = Poll.readable(LONG, all.toArray(new Fd[0]));
            for (int i = 0; i < present.size(); i++) {
                if (ready[i + 2]) {
                    clients.remove(present.get(i).getKey());
                    leave(present.get(i).getValue());
                }
            }
            open = !ready[1];
            if (ready[0]) {
                lines().forEach(line -> heard(line.split(" ")));
            }
        }
        clients.values().forEach(Door::leave);
        fifo.close();
        closing.close();
    }

    private static void leave(Client client) {
        client.relay().hungUp();
        client.process().close();
    }

    private List<String> lines() {
        NativeMemory memory = NativeMemory.ofSize(MOST);
        int count = Linux.read(fifo, memory).orElse(0);
        String text = unread + new String(memory.bytes(0, count), StandardCharsets.US_ASCII);
        int end = text.lastIndexOf('\n') + 1;
        unread = text.substring(end);
        return text.substring(0, end).lines().toList();
    }

    private void heard(String[] words) {
        try {
            int pid = Integer.parseInt(words[1]);
            if (words[0].equals("knock")) {
                knocked(pid, Integer.parseInt(words[2]), words[3]);
            } else {
                Optional.ofNullable(clients.get(pid))
                        .ifPresent(client -> client.relay().signalled(words[2]));
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "not understood at the door  words=" + String.join(" ", words), e);
        }
    }

    private void knocked(int pid, int arguments, String version) {
        Path knock = knocks.resolve(Integer.toString(pid));
        Optional<Fd> waiting = answer(knock);
        if (waiting.isEmpty()) {
            return; // gone meanwhile
        }
        Fd answer = waiting.get();
        Optional<Fd> process = Optional.empty();
        try {
            process = Optional.of(Pidfd.open(new Pid(pid)));
            if (version.equals(settings.version()) && holds(pid, knock) && admission.seesTheSame(pid)) {
                Relay relay = new Relay(process.get(), ClientProcess.hello(pid, version, arguments), answer);
                clients.put(pid, new Client(process.get(), relay));
                relay.start(pid, program);
                return;
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "not served at the door  pid=" + pid, e);
        }
        process.ifPresent(Fd::close);
        turnAway(answer);
    }

    /** Whether it is who waits there: a number of another pid namespace is another process here. */
    private static boolean holds(int pid, Path knock) throws IOException {
        String held = Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/" + ClientProcess.KNOCKING))
                .toString();
        return held.equals(knock.toAbsolutePath() + " (deleted)");
    }

    /** Nobody is let in any more; who is inside is dropped. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(who);
            Files.deleteIfExists(place);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "door left behind  path=" + place, e);
        }
        closing.writing().close();
        try {
            thread.join(LONG.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
