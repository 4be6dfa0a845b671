package io.jstack.runtime.container;

import io.jstack.runtime.Kept;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Spawn;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that sleeps with descriptors from {@value #FIRST} on, one per container: what must stay open while no engine runs. It never
 * acts, so there is nothing in it to go wrong.
 */
final class Holder {
    /** The number of the first kept descriptor in the holder. */
    static final int FIRST = 900;

    /** Names of what every holder keeps for the runtime itself, where there is one. */
    static final String PIDFD = "pidfd";

    static final String NETWORK = "network";
    static final String TERMINAL = "terminal";

    /** All of its environment, but for the id. */
    static final String VARIABLE = "JSTACK_HOLDER=";

    private static final long ALL = 0xffffffffL;
    private static final int SIGKILL = 9;

    private Holder() {}

    /** One that is being started, on a thread of its own; {@link #await} or {@link #abandon} must be called. */
    static final class Starting {
        private final ContainerId id;
        private final List<String> names;
        private final Spawn sleep;
        private final ProgramThread thread;
        private boolean over;
        private Optional<Pid> there = Optional.empty();

        private Starting(ContainerId id, List<String> names, Spawn sleep, ProgramThread thread) {
            this.id = id;
            this.names = names;
            this.sleep = sleep;
            this.thread = thread;
        }

        /** Of what it keeps. */
        List<String> names() {
            return names;
        }

        /** Once; what libc kept of a start that failed is given back with the failure. */
        Pid await() {
            if (!over) {
                over = true;
                there = Optional.of(come());
            }
            return there.orElseThrow(() -> new IllegalStateException("no holder of " + id + " came to be"));
        }

        private Pid come() {
            try (thread) {
                thread.join();
                thread.program().failure().ifPresent(failure -> {
                    throw new JstackException(
                            RuntimeError.LAUNCH_FAILED,
                            "cannot start the holder of %s: %s"
                                    .formatted(
                                            id.shortId(), failure.asException().getMessage()),
                            "");
                });
                return sleep.pid();
            } finally {
                sleep.free();
            }
        }

        /** Ends it, if it came to be. */
        void abandon(ExitWatch watch) {
            if (!over) {
                try {
                    await();
                } catch (JstackException failed) {
                    return;
                }
            }
            there.ifPresent(pid -> {
                try (Fd holder = Pidfd.open(pid)) {
                    end(holder);
                    watch.reap(holder);
                }
            });
        }
    }

    /**
     * What a holder keeps, in its order.
     *
     * @param kept what the caller adds to the runtime's own
     */
    record Kit(Fd pidfd, Optional<Fd> network, Optional<Fd> terminal, List<Kept> kept) {
        List<Fd> fds() {
            List<Fd> fds = new ArrayList<>(List.of(pidfd));
            network.ifPresent(fds::add);
            terminal.ifPresent(fds::add);
            kept.forEach(k -> fds.add(k.fd()));
            return fds;
        }

        List<String> names() {
            List<String> names = new ArrayList<>(List.of(PIDFD));
            network.ifPresent(fd -> names.add(NETWORK));
            terminal.ifPresent(fd -> names.add(TERMINAL));
            kept.forEach(k -> names.add(k.name()));
            return names;
        }
    }

    /** Begins to start one; the descriptors stay the caller's, and open until it is there. */
    static Starting start(ContainerId id, Kit kit) {
        Fd program = HolderProgram.fd();
        List<Fd> kept = kit.fds();
        Spawn sleep = new Spawn(List.of(HolderProgram.NAME, id.value()), List.of(VARIABLE + id));
        return new Starting(
                id, kit.names(), sleep, new ProgramThread("holder", t -> steps(t, sleep, program, kept)).start());
    }

    private static SyscallProgram steps(ProgramThread thread, Spawn sleep, Fd program, List<Fd> kept) {
        List<Step> steps = new ArrayList<>();
        steps.add(Calls.unshare(Flags.CLONE_FILES));
        List<Fd> sources = new ArrayList<>(kept);
        sources.add(thread.finished());
        sources.add(program);
        List<Register> high = new ArrayList<>();
        for (Fd source : sources) {
            Register copy = new Register("high" + source.number());
            high.add(copy);
            steps.add(Calls.dupAbove(source, FIRST + sources.size()).into(copy));
        }
        for (int i = 0; i < kept.size(); i++) {
            steps.add(Calls.dup(high.get(i), FIRST + i));
        }
        int own = FIRST + kept.size();
        steps.add(Calls.dupCloseOnExec(high.get(kept.size()), own).into(thread.finishedInside()));
        steps.add(Calls.dupCloseOnExec(high.get(kept.size() + 1), own + 1));
        sleep.setPath("/proc/self/fd/" + (own + 1));
        steps.add(Calls.closeRange(0, FIRST - 1));
        steps.add(Calls.closeRange(FIRST + sources.size(), ALL));
        for (int number = 0; number < 3; number++) {
            sleep.open(number, "/dev/null", Linux.O_RDWR);
        }
        steps.add(Calls.spawn(sleep));
        return new SyscallProgram(steps);
    }

    /** A duplicate of the holder's descriptor {@code index}; the caller's to close. */
    static Fd fetch(Fd holder, int index) {
        return Pidfd.fetch(holder, FIRST + index);
    }

    static void end(Fd holder) {
        Pidfd.signal(holder, SIGKILL);
    }
}
