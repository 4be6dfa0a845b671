package io.jstack.orchestrator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.FakeEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final ManualThreads threads = new ManualThreads();
    private final Project project = new Project(
            "shop",
            new Means(
                    new FakeEngine(threads::now),
                    new Workers(threads, 4),
                    new Workers(threads, 4),
                    threads,
                    new EventLog()),
            new Mailbox(threads));
    private final Turns turns = new Turns(project);
    private final List<Integer> begun = new ArrayList<>();

    private void take(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(number -> turns.take(() -> begun.add(number)));
    }

    @Test
    void fewRunAtOnceAndEachThatIsOverLetsTheNextBegin() {
        take(1, Turns.AT_ONCE + 2);
        assertThat(begun).hasSize(Turns.AT_ONCE);

        turns.over();
        assertThat(begun).hasSize(Turns.AT_ONCE + 1).endsWith(Turns.AT_ONCE + 1);

        turns.over();
        threads.advance(Turns.LONGEST_WAIT.multipliedBy(2));
        assertThat(begun).hasSize(Turns.AT_ONCE + 2).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void probesThatHangHoldNobodyUpForLong() {
        take(1, Turns.AT_ONCE + 3);

        threads.advance(Turns.LONGEST_WAIT.minusMillis(1));
        take(Turns.AT_ONCE + 4, Turns.AT_ONCE + 4);
        assertThat(begun).hasSize(Turns.AT_ONCE);

        threads.advance(Turns.LONGEST_WAIT.minusMillis(1));
        assertThat(begun).hasSize(Turns.AT_ONCE + 3);

        threads.advance(Turns.LONGEST_WAIT);
        assertThat(begun).hasSize(Turns.AT_ONCE + 4);
    }

    @Test
    void thoseThatWereLetInLateMakeNoRoomBeforeTheyAreOver() {
        take(1, Turns.AT_ONCE + 2);
        threads.advance(Turns.LONGEST_WAIT);
        take(Turns.AT_ONCE + 3, Turns.AT_ONCE + 3);

        turns.over();
        turns.over();
        assertThat(begun).hasSize(Turns.AT_ONCE + 2);

        turns.over();
        assertThat(begun).hasSize(Turns.AT_ONCE + 3);
    }
}
