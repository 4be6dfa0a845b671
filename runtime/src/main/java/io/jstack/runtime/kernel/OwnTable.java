package io.jstack.runtime.kernel;

import io.jstack.runtime.kernel.Step.Argument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a thread comes to a table of descriptors of its own without a copy of the engine's, which has a dozen for each container: it leaves
 * with the low numbers only, among them the engine's pidfd, and fetches what its program names when it comes to it.
 */
public final class OwnTable {
    private static final int CLOSE_RANGE_UNSHARE = 2;

    /** This process, which lives as long as anybody could ask: opened early, and so of a low number. */
    private static final Fd ENGINE =
            Pidfd.open(new Pid((int) ProcessHandle.current().pid()));

    private OwnTable() {}

    /**
     * The steps that leave the engine's table; close_range(2) with CLOSE_RANGE_UNSHARE. What was opened before is in the engine's. Where
     * the second of them fails nothing tells of the thread's end but the thread: {@link ProgramThread#isAlive}.
     */
    public static List<Step> leave(ProgramThread thread) {
        return List.of(
                Step.of(
                        Syscall.CLOSE_RANGE,
                        Calls.number(ENGINE.number() + 1L),
                        Calls.number(0xffffffffL),
                        Calls.number(CLOSE_RANGE_UNSHARE)),
                fetch(thread.finished(), thread.finishedInside()));
    }

    /** The same steps, with one before each that names a descriptor of the engine's when that has been left behind; pidfd_getfd(2). */
    static List<Step> fetching(List<Step> steps) {
        List<Step> all = new ArrayList<>();
        Map<Fd, Register> fetched = new HashMap<>();
        boolean isAway = false;
        for (Step step : steps) {
            boolean isFetch = step.number() == Syscall.PIDFD_GETFD.number();
            all.add(isAway && !isFetch ? step.with(inside(step.arguments(), fetched, all)) : step);
            isAway |= isDeparture(step);
        }
        return List.copyOf(all);
    }

    private static List<Argument> inside(List<Argument> arguments, Map<Fd, Register> fetched, List<Step> before) {
        List<Argument> inside = new ArrayList<>();
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Descriptor descriptor) {
                inside.add(new Argument.Slot(fetched.computeIfAbsent(descriptor.fd(), fd -> {
                    Register register = new Register("fd" + fd.number());
                    before.add(fetch(fd, register));
                    return register;
                })));
            } else {
                inside.add(argument);
            }
        }
        return inside;
    }

    private static Step fetch(Fd fd, Register into) {
        return Step.of(Syscall.PIDFD_GETFD, Argument.Descriptor.of(ENGINE), Argument.Descriptor.of(fd), Calls.number(0))
                .into(into);
    }

    private static boolean isDeparture(Step step) {
        return step.number() == Syscall.CLOSE_RANGE.number()
                && step.arguments().get(2).word() == CLOSE_RANGE_UNSHARE;
    }
}
