package io.jstack.orchestrator.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    @Test
    void aSmallStackIsLookedAtEveryFiveSeconds() {
        pace.looked(Duration.ofMillis(2));
        pace.looked(Duration.ofMillis(3));

        assertThat(pace.period()).isEqualTo(Duration.ofSeconds(5));
        assertThat(pace.afterHint()).isEqualTo(Pace.SOON);
    }

    @Test
    void looksThatTakeLongComeSoSeldomThatTheyStayUnderAHundredthOfAProcessor() {
        pace.looked(Duration.ofMillis(90));
        pace.looked(Duration.ofMillis(80));

        assertThat(pace.period()).isEqualTo(Duration.ofSeconds(12));
        assertThat(pace.afterHint()).isEqualTo(Duration.ofMillis(320));
    }

    @Test
    void oneSlowLookDoesNotMakeThePeriodLonger() {
        pace.looked(Duration.ofMillis(3));
        pace.looked(Duration.ofSeconds(2));

        assertThat(pace.period()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void noPeriodIsLongerThanAMinute() {
        pace.looked(Duration.ofSeconds(3));
        pace.looked(Duration.ofSeconds(3));

        assertThat(pace.period()).isEqualTo(Pace.LONGEST_PERIOD);
    }

    @Test
    void hintsThatConcernNobodyHereMakeLooksRarerUntilOneDoes() {
        for (int i = 0; i < 10; i++) {
            pace.hintWasIdle();
        }
        assertThat(pace.afterHint()).isEqualTo(Duration.ofSeconds(1));

        pace.hintWasGood();
        assertThat(pace.afterHint()).isEqualTo(Pace.SOON);
    }
}
