package io.jstack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A list of system calls made ready beforehand and run as a plain loop.
 *
 * <p>After {@code unshare(CLONE_NEWNS)} every file a thread opens may be an image's, so nothing may load a class, log, encode a string or
 * look something up there: arrays of numbers and native memory are all that is left. A step that names an empty register is skipped:
 * that is how a program says "where it exists".
 */
public final class SyscallProgram {
    static final int SPAWN = -1;
    private static final int NONE = -1;
    private static final int PLACES = 6;

    /** What stands in the arrays where a step has none of its own. */
    private static final Register NOWHERE = new Register("nowhere");

    private static final Step.Guard UNGUARDED = new Step.Guard(NOWHERE, false);
    private static final Template NOTHING = new Template(List.of(""), List.of());

    private final List<Step> steps;
    private final int[] numbers;
    /** Whether the call has no more words than {@link Native#FEW}. */
    private final boolean[] few;

    private final long[] words;
    /** For each place of each step: the register that stands there, or null as plain arrays can say it. */
    private final Register[] slots;

    private final boolean[] slotted;
    private final Register[] results;
    private final boolean[] hasResult;
    private final Register[] guards;
    private final boolean[] guarded;
    /** Whether a guarded step wants its register filled. */
    private final boolean[] wanted;

    private final long[] allowed;
    /** Where posix_spawn leaves the pid of each step that is one. */
    private final NativeMemory[] spawned;

    private final Template[] templates;
    private final boolean[] templated;
    private volatile int failedStep = NONE;
    private volatile int failedErrno;

    public SyscallProgram(List<Step> steps) {
        this.steps = List.copyOf(steps);
        int n = steps.size();
        numbers = new int[n];
        few = new boolean[n];
        words = new long[n * PLACES];
        slots = filledWithNowhere(n * PLACES);
        slotted = new boolean[n * PLACES];
        results = new Register[n];
        hasResult = new boolean[n];
        guards = new Register[n];
        guarded = new boolean[n];
        wanted = new boolean[n];
        allowed = new long[n * 3];
        templates = new Template[n];
        templated = new boolean[n];
        spawned = new NativeMemory[n];
        java.util.Arrays.fill(spawned, NOTHING.memory());
        for (int i = 0; i < n; i++) {
            compile(i, steps.get(i));
        }
    }

    private static Register[] filledWithNowhere(int size) {
        Register[] array = new Register[size];
        java.util.Arrays.fill(array, NOWHERE);
        return array;
    }

    private void compile(int i, Step step) {
        numbers[i] = step.number();
        few[i] = step.arguments().size() <= Native.FEW;
        for (int k = 0; k < step.arguments().size(); k++) {
            int place = i * PLACES + k;
            Step.Argument argument = step.arguments().get(k);
            words[place] = argument.word();
            if (k == 0 && numbers[i] == SPAWN && argument instanceof Step.Argument.Block pid) {
                spawned[i] = pid.memory();
            }
            if (argument instanceof Step.Argument.Slot slot) {
                slots[place] = slot.register();
                slotted[place] = true;
            }
        }
        hasResult[i] = step.result().isPresent();
        results[i] = step.result().orElse(NOWHERE);
        guarded[i] = step.guard().isPresent();
        guards[i] = step.guard().orElse(UNGUARDED).register();
        wanted[i] = step.guard().orElse(UNGUARDED).filled();
        templated[i] = step.template().isPresent();
        templates[i] = step.template().orElse(NOTHING);
        for (Errno errno : step.allowed()) {
            allowed[i * 3 + errno.number() / 64] |= 1L << (errno.number() % 64);
        }
    }

    /** Runs the steps on the calling thread until one fails. Whether one did is {@link #failure}'s to say. */
    public void run() {
        for (int i = 0; i < numbers.length; i++) {
            if (isSkipped(i)) {
                continue;
            }
            if (templated[i]) {
                templates[i].fill();
            }
            long result = invoke(i);
            if (result < 0 && !isAllowed(i, (int) -result)) {
                failedErrno = (int) -result;
                failedStep = i;
                return;
            }
            if (hasResult[i]) {
                results[i].set(result < 0 ? Register.EMPTY : result);
            }
        }
    }

    private boolean isSkipped(int i) {
        if (guarded[i] && guards[i].value() >= 0 != wanted[i]) {
            return true;
        }
        for (int place = i * PLACES; place < i * PLACES + PLACES; place++) {
            if (slotted[place] && slots[place].value() < 0) {
                return true;
            }
        }
        return false;
    }

    private long invoke(int i) {
        int at = i * PLACES;
        if (numbers[i] == SPAWN) {
            int error = Native.LIBC.posix_spawn(
                    word(at), word(at + 1), word(at + 2), word(at + 3), word(at + 4), word(at + 5), 0);
            return error != 0 ? -error : spawned[i].getInt(0);
        }
        return few[i]
                ? Native.syscall(numbers[i], word(at), word(at + 1), word(at + 2), word(at + 3))
                : Native.syscall(
                        numbers[i], word(at), word(at + 1), word(at + 2), word(at + 3), word(at + 4), word(at + 5));
    }

    private long word(int place) {
        return slotted[place] ? slots[place].value() : words[place];
    }

    private boolean isAllowed(int i, int errno) {
        return errno < 192 && (allowed[i * 3 + errno / 64] & 1L << (errno % 64)) != 0;
    }

    /** The step that ended the run, and why; empty when all were done. */
    public Optional<Failure> failure() {
        int at = failedStep;
        return at == NONE ? Optional.empty() : Optional.of(new Failure(steps.get(at), Errno.of(failedErrno)));
    }

    public List<Step> steps() {
        return steps;
    }

    /** One call a line, for tests and for people. */
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }

    /** A call that ended a program. */
    public record Failure(Step step, Errno errno) {
        /** Whether it was the spawn itself: then {@code errno} is what execve(2) or a file action said. */
        public boolean isSpawn() {
            return step.number() == SPAWN;
        }

        public KernelException asException() {
            return new KernelException(errno, step.name(), step.toString());
        }
    }

    /**
     * Loads every class and library a run can touch, by running once what cannot hurt: after {@code unshare(CLONE_NEWPID)} a thread can
     * start no Java thread, and jnr's lazy ones would fail with EINVAL.
     */
    public static void warmUp() {
        Register register = new Register("warm");
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(Syscall.GETTID).into(register));
        steps.add(Step.of(Syscall.CLOSE, Calls.number(-1)).allowing(Errno.EBADF));
        steps.add(Step.of(Syscall.GETTID, new Step.Argument.Slot(register)).unless(register));
        steps.add(Calls.mount("", "/jstack/does/not/exist", "", 0, new Template(List.of("", ""), List.of(register))));
        SyscallProgram program = new SyscallProgram(steps);
        program.run();
        expectFailure(program);
        Spawn nothing = new Spawn(List.of("nothing"), List.of());
        nothing.setPath("/jstack/does/not/exist");
        // not to be run, but made: while there are few descriptors
        SyscallProgram spawning = new SyscallProgram(List.of(nothing.toStep(), OwnTable.leave()));
        spawning.run();
        expectFailure(spawning);
        nothing.free();
    }

    private static void expectFailure(SyscallProgram program) {
        if (program.failure().isEmpty()) {
            throw new IllegalStateException("a program with an impossible step did not fail");
        }
    }
}
