package io.jstack.runtime.container;

import io.jstack.runtime.Kept;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.OwnProcess;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that sleeps with descriptors from {@value OwnProcess#FIRST} on, one per container: what must stay open while no engine
 * runs. It never acts, so there is nothing in it to go wrong.
 */
final class Holder {
    /** The number of the first kept descriptor in the holder. */
    static final int FIRST = OwnProcess.FIRST;

    /** Names of what every holder keeps for the runtime itself, where there is one. */
    static final String PIDFD = "pidfd";

    static final String NETWORK = "network";
    static final String TERMINAL = "terminal";

    /** All of its environment, but for the id. */
    static final String VARIABLE = "JSTACK_HOLDER=";

    private static final int SIGKILL = 9;

    private Holder() {}

    /** One that is being started, on a thread of its own; {@link #await} or {@link #abandon} must be called. */
    static final class Starting {
        private final ContainerId id;
        private final List<String> names;
        private final OwnProcess process;
        private boolean over;
        private Optional<Pid> there = Optional.empty();

        private Starting(ContainerId id, List<String> names, OwnProcess process) {
            this.id = id;
            this.names = names;
            this.process = process;
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
            try {
                return process.await();
            } catch (KernelException e) {
                throw new JstackException(
                        RuntimeError.LAUNCH_FAILED,
                        "cannot start the holder of %s: %s".formatted(id.shortId(), e.getMessage()),
                        "",
                        e);
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
        OwnProcess process = new OwnProcess(
                "holder",
                HolderProgram.fd(),
                List.of(HolderProgram.NAME, id.value()),
                List.of(VARIABLE + id),
                kit.fds());
        return new Starting(id, kit.names(), process);
    }

    /** A duplicate of the holder's descriptor {@code index}; the caller's to close. */
    static Fd fetch(Fd holder, int index) {
        return Pidfd.fetch(holder, FIRST + index);
    }

    static void end(Fd holder) {
        Pidfd.signal(holder, SIGKILL);
    }
}
