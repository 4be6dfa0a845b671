package io.jstack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A process of ours that executes a {@link MemoryProgram}, and has of the engine's descriptors only those that are meant for it, from
 * {@value #FIRST} on. It begins to start when it is made, on a thread of its own; {@link #await} must be called, once.
 */
public final class OwnProcess {
    /** The number of the first descriptor that it is given. */
    public static final int FIRST = 900;

    private static final long ALL = 0xffffffffL;

    private final Spawn spawn;
    private final ProgramThread thread;

    /**
     * @param thread the name of the thread that starts it
     * @param given stay the caller's, and open until it is there
     */
    public OwnProcess(String thread, Fd program, List<String> argv, List<String> envp, List<Fd> given) {
        this.spawn = new Spawn(argv, envp);
        this.thread = new ProgramThread(thread, t -> steps(t, program, given)).start();
    }

    private SyscallProgram steps(ProgramThread starting, Fd program, List<Fd> given) {
        List<Step> steps = new ArrayList<>();
        steps.add(OwnTable.leave());
        steps.add(OwnTable.fetch(starting.finished()).into(starting.finishedInside()));
        for (int i = 0; i < given.size(); i++) {
            Register fetched = new Register("given" + i);
            steps.add(OwnTable.fetch(given.get(i)).into(fetched));
            steps.add(Calls.dup(fetched, FIRST + i));
            steps.add(Calls.close(fetched)); // its number is the next one's: however many there are, none reaches FIRST
        }
        int own = FIRST + given.size();
        Register image = new Register("program");
        steps.add(OwnTable.fetch(program).into(image));
        steps.add(Calls.dupCloseOnExec(starting.finishedInside(), own).into(starting.finishedInside()));
        steps.add(Calls.dupCloseOnExec(image, own + 1));
        spawn.setPath("/proc/self/fd/" + (own + 1));
        steps.add(Calls.closeRange(0, FIRST - 1));
        steps.add(Calls.closeRange(own + 2, ALL));
        for (int number = 0; number < 3; number++) {
            spawn.open(number, "/dev/null", Linux.O_RDWR);
        }
        steps.add(Calls.spawn(spawn));
        return new SyscallProgram(steps);
    }

    /**
     * Its pid, a child of the engine's that the caller reaps.
     *
     * @throws KernelException when it could not be started
     */
    public Pid await() {
        try (thread) {
            thread.join();
            thread.program().failure().ifPresent(failure -> {
                throw failure.asException();
            });
            return spawn.pid();
        } finally {
            spawn.free();
        }
    }
}
