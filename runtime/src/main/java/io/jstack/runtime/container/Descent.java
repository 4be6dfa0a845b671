package io.jstack.runtime.container;

import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NullDevice;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import java.util.List;
import java.util.Set;

/**
 * How a thread leaves the engine's descriptors behind. They are closed in its own table, not marked close-on-exec: the JVM opens files
 * without that flag (CVE-2024-21626 and its kin), and an orphan at the gate would keep the engine's ports and locks.
 */
final class Descent {
    /** Far above what the engine keeps open, below the usual soft limit's doubling. */
    private static final int FIRST = 900;

    private static final int FINISHED = FIRST;
    /** The gate's directory in the thread's own table. */
    static final int GATE = FIRST + 1;

    /**
     * What the child opens at the gate: the first number that is free there. Moved to another it would have to be below the program's own
     * limit on descriptors, which is set while the child waits.
     */
    static final int SPARE = 3;

    private static final long ALL = 0xffffffffL;

    private final List<Step> steps;
    private final Set<Protection> protections;

    Descent(List<Step> steps, Set<Protection> protections) {
        this.steps = steps;
        this.protections = protections;
    }

    /** Keeps what says that the thread has ended, the gate, and the streams as 0, 1 and 2; closes everything else. */
    void keep(ProgramThread thread, Fd gate, Stdio stdio, Descriptors open) {
        Fd nothing = open.add(NullDevice.open(Linux.O_RDWR));
        Stdio.Streams streams =
                stdio instanceof Stdio.Streams given ? given : new Stdio.Streams(nothing, nothing, nothing);
        List<Fd> sources = List.of(thread.finished(), gate, streams.stdin(), streams.stdout(), streams.stderr());
        // first above every number in use, so that no copy lands on a source still to be copied
        List<Register> high = sources.stream()
                .map(source -> new Register("high" + source.number()))
                .toList();
        for (int i = 0; i < sources.size(); i++) {
            steps.add(Calls.dupAbove(sources.get(i), GATE + 1).into(high.get(i)));
        }
        steps.add(Calls.dupCloseOnExec(high.get(0), FINISHED).into(thread.finishedInside()));
        steps.add(Calls.dupCloseOnExec(high.get(1), GATE));
        for (int number = 0; number < 3; number++) {
            steps.add(Calls.dup(high.get(2 + number), number));
        }
        if (protections.contains(Protection.CLOSED_DESCRIPTORS)) {
            steps.add(Calls.closeRange(3, FINISHED - 1));
            steps.add(Calls.closeRange(GATE + 1, ALL));
        }
    }

    /** A FIFO that the program's user shall be able to open again, as {@code > /dev/stdout} does, becomes that user's. */
    static void giveTo(long uid, Stdio stdio) {
        if (uid != 0 && stdio instanceof Stdio.Streams streams) {
            List.of(streams.stdin(), streams.stdout(), streams.stderr()).forEach(stream -> giveTo(uid, stream));
        }
    }

    static void giveTo(long uid, Fd stream) {
        if (uid != 0 && FileStat.of(stream).type() == FileStat.S_IFIFO) {
            Linux.chown(stream, uid);
        }
    }
}
