package io.jstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letting go of a terminal by keys. */
class DetachKeysTest {
    private final AtomicInteger detached = new AtomicInteger();

    /** {@code P} and {@code Q} stand for the control characters. */
    @ParameterizedTest
    @CsvSource({
        "abPQcd,   ab,    1",
        "PQ,       '',    1",
        "abPc,     abPc,  0",
        "abP,      abP,   0",
        "aPPQb,    aP,    1",
        "PPPQ,     PP,    1",
        "QPaQ,     QPaQ,  0",
    })
    void theKeysEndTheInputAndAnythingElsePasses(String typed, String passed, int times) throws IOException {
        assertThat(read(typed, DetachKeys.parse("ctrl-p,ctrl-q"))).isEqualTo(passed);
        assertThat(detached).hasValue(times);
    }

    @Test
    void aKeyMayBeASequencesBeginningTwice() throws IOException {
        assertThat(read("xaabx", DetachKeys.parse("a,b"))).isEqualTo("xa");
        assertThat(read("aaac", DetachKeys.parse("a,a,c"))).isEqualTo("a");
        assertThat(detached).hasValue(2);
    }

    @Test
    void everyControlCharacterHasAName() {
        assertThat(DetachKeys.parse("ctrl-@,ctrl-a,ctrl-Z,ctrl-[,ctrl-_,x").bytes())
                .containsExactly((byte) 0, (byte) 1, (byte) 26, (byte) 27, (byte) 31, (byte) 'x');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ctrl-", "ctrl-1", "ctrl-ab", "a,", "ä", "alt-x"})
    void whatIsNoKeyIsRefused(String text) {
        assertThatThrownBy(() -> DetachKeys.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no such key: ");
    }

    /** As typed, a key at a time, and as pasted. */
    private String read(String typed, DetachKeys keys) throws IOException {
        byte[] bytes = typed.replace('P', '\020').replace('Q', '\021').getBytes(StandardCharsets.US_ASCII);
        int before = detached.get();
        InputStream single = InputStream.nullInputStream();
        for (byte key : bytes) {
            single = new SequenceInputStream(single, new ByteArrayInputStream(new byte[] {key}));
        }
        String typedSlowly = text(keys.watch(single, () -> {}));
        String pasted = text(keys.watch(new ByteArrayInputStream(bytes), detached::incrementAndGet));
        assertThat(typedSlowly).isEqualTo(pasted);
        assertThat(detached.get() - before).isLessThanOrEqualTo(1);
        return pasted;
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                .replace('\020', 'P')
                .replace('\021', 'Q');
    }
}
