package io.jstack.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.logs.LineFormat.Rest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LineFormatTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.678901999Z");

    private final LineFormat format = new LineFormat();
    private final byte[] target = new byte[1 << 20];

    private String format(String text, long room, Rest rest) {
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        format.format(source, source.length, LogStream.STDERR, NOON, target, room, 0, rest);
        return new String(target, 0, format.produced(), StandardCharsets.UTF_8);
    }

    @Test
    void eachLineHasItsNanosecondItsStreamAndItsMark() {
        assertThat(format("one\n\nthree\n", Long.MAX_VALUE, Rest.WAITS)).isEqualTo("""
                2026-01-02T12:00:00.678901999Z stderr F one
                2026-01-02T12:00:00.678902000Z stderr F\s
                2026-01-02T12:00:00.678902001Z stderr F three
                """);
    }

    @Test
    void timeNeverRunsBackwardsAndCrossesSeconds() {
        Instant late = Instant.parse("2026-01-02T12:00:00.999999999Z");
        byte[] source = "a\nb\n".getBytes(StandardCharsets.UTF_8);
        format.format(source, 4, LogStream.STDOUT, late, target, 1000, 0, Rest.WAITS);
        format.format(source, 2, LogStream.STDOUT, NOON, target, 1000, 0, Rest.WAITS);

        assertThat(new String(target, 0, format.produced(), StandardCharsets.UTF_8))
                .isEqualTo("2026-01-02T12:00:01.000000002Z stdout F a\n");
    }

    @Test
    void anUnfinishedLineWaitsUnlessNothingFollows() {
        assertThat(format("one\ntw", Long.MAX_VALUE, Rest.WAITS)).endsWith(" F one\n");
        assertThat(format.consumed()).isEqualTo(4);
        assertThat(format.isCut()).isFalse();
        assertThat(format("tw", Long.MAX_VALUE, Rest.IS_LAST)).endsWith(" F tw\n");
        assertThat(format("tw", Long.MAX_VALUE, Rest.GOES_AS_PART)).endsWith(" P tw\n");
    }

    @Test
    void aLongLineGoesInPartsAndOneOfExactlyTheSizeDoesNot() {
        String exact = "x".repeat(LineFormat.PART);
        assertThat(format(exact + "\n", Long.MAX_VALUE, Rest.WAITS).lines())
                .hasSize(1)
                .allMatch(l -> l.contains(" F "));
        assertThat(format(exact, Long.MAX_VALUE, Rest.WAITS)).isEmpty();
        assertThat(format(exact + exact + "yz\n", Long.MAX_VALUE, Rest.WAITS).lines())
                .extracting(line -> line.substring(38, 39) + (line.length() - LineFormat.HEAD))
                .containsExactly("P16384", "P16384", "F2");
    }

    @Test
    void whatDoesNotFitIsLeftForTheNextFile() {
        assertThat(format("one\ntwo\n", 60, Rest.WAITS)).endsWith(" F one\n");
        assertThat(format.isCut()).isTrue();
        assertThat(format.consumed()).isEqualTo(4);
        assertThat(format("one\n", 10, Rest.WAITS)).isEmpty();
    }

    @Test
    void anEmptyFileTakesOneLineOfAnySize() {
        byte[] source = "longer than the file\nnext\n".getBytes(StandardCharsets.UTF_8);
        format.format(source, source.length, LogStream.STDOUT, NOON, target, 10, 1, Rest.WAITS);

        assertThat(new String(target, 0, format.produced(), StandardCharsets.UTF_8))
                .endsWith("F longer than the file\n");
        assertThat(format.isCut()).isTrue();
    }

    @Test
    void manyEmptyLinesFillTheTargetAndNoMore() {
        byte[] source = "\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        format.format(source, source.length, LogStream.STDOUT, NOON, target, Long.MAX_VALUE, 0, Rest.WAITS);

        assertThat(format.consumed()).isEqualTo(target.length / (LineFormat.HEAD + 1));
        assertThat(format.isCut()).isTrue();
    }
}
