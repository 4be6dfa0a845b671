package io.jstack.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    private final TimeText times = new TimeText();

    private Instant read(String text) {
        return times.read(("xx" + text + " stdout F").getBytes(StandardCharsets.US_ASCII), 2);
    }

    @Test
    void everyTimeReadsAsTheJdkReadsItAlsoWithinTheSameSecondAndBack() {
        for (String text : new String[] {
            "2026-01-02T03:04:05.678901234Z",
            "2026-01-02T03:04:05.000000000Z",
            "2026-01-02T03:04:05.999999999Z",
            "2026-01-02T03:04:06.000000001Z",
            "2024-02-29T23:59:59.123456789Z",
            "2026-01-02T03:04:05.678901235Z"
        }) {
            assertThat(read(text)).isEqualTo(Instant.parse(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05.67890123xZ",
                "2026-01-02T03:04:05,678901234Z",
                "2026-01-02T03:04:05.678901234+",
                "2026-13-02T03:04:05.678901234Z",
                "no time at all, but thirty lng"
            })
    void whatIsNoTimeIsRefusedAfterOneThatWas(String text) {
        read("2026-01-02T03:04:05.678901234Z");
        assertThatThrownBy(() -> read(text)).isInstanceOf(DateTimeException.class);
    }
}
