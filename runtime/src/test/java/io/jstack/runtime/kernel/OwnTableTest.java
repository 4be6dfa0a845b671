package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Threads that leave the engine's descriptors behind. */
class OwnTableTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void whatAStepNamesIsFetchedWhenTheTableWasLeftAndOnce() {
        try (Pipe pipe = Pipe.open();
                ProgramThread thread = new ProgramThread("own-table", self -> {
                            List<Step> steps = new ArrayList<>(List.of(Calls.write(pipe.write(), "a")));
                            steps.addAll(OwnTable.leave(self));
                            steps.add(Calls.write(pipe.write(), "b"));
                            steps.add(Calls.write(pipe.write(), "c"));
                            return new SyscallProgram(steps);
                        })
                        .start()) {
            thread.join();

            assertThat(thread.program().failure()).isEmpty();
            assertThat(thread.program().steps())
                    .extracting(Step::name)
                    .containsExactly("write", "close_range", "pidfd_getfd", "pidfd_getfd", "write", "write");
            NativeMemory said = NativeMemory.ofSize(8);
            assertThat(Linux.read(pipe.read(), said)).contains(3);
            assertThat(said.bytes(0, 3)).asString().isEqualTo("abc");
        }
    }

    @Test
    void theTableIsNearlyEmptyAndTheEnginesIsAsItWas() {
        NativeMemory nothing = NativeMemory.ofSize(1);
        try (Pipe pipe = Pipe.open();
                Fd high = Fd.owning(Linux.fcntl(pipe.write(), 1030, 500));
                ProgramThread thread = new ProgramThread("own-table", self -> {
                            List<Step> steps = new ArrayList<>(OwnTable.leave(self));
                            steps.add(Step.of(
                                    Syscall.WRITE, Calls.number(high.number()), Calls.number(0), Calls.number(0)));
                            return new SyscallProgram(steps);
                        })
                        .start()) {
            thread.join();

            assertThat(thread.program().failure().orElseThrow().errno()).isEqualTo(Errno.EBADF);
            assertThat(Linux.raw(Syscall.WRITE, high, nothing, 1)).isEqualTo(1);
        }
    }

    /** Nothing but the thread itself tells of this end. */
    @Test
    void theEndIsNoticedWhereNothingWasFetched() {
        Fd gone = Linux.open("/dev/null", Linux.O_RDONLY);
        try (ProgramThread thread = new ProgramThread("own-table", self -> {
            List<Step> steps = new ArrayList<>(List.of(OwnTable.leave(self).get(0)));
            steps.add(Calls.dup(gone, 900));
            return new SyscallProgram(steps);
        })) {
            gone.close();
            thread.start();
            assertTimeoutPreemptively(LONG, thread::join);

            assertThat(thread.program().failure().orElseThrow().errno()).isEqualTo(Errno.EBADF);
        }
    }
}
