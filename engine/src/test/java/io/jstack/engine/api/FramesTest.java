package io.jstack.engine.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramesTest {
    @Test
    void eachPieceHasAHeaderOfEightBytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Frames.write(out, Frames.Terminal.NONE, Frames.Source.STDOUT, "ab\n".getBytes(US_ASCII));
        Frames.write(out, Frames.Terminal.NONE, Frames.Source.STDERR, new byte[258]);
        byte[] bytes = out.toByteArray();
        assertThat(bytes).startsWith(1, 0, 0, 0, 0, 0, 0, 3, 'a', 'b', '\n', 2, 0, 0, 0, 0, 0, 1, 2, 0);
        assertThat(bytes).hasSize(8 + 3 + 8 + 258);
    }

    @Test
    void aTerminalsBytesComeAsTheyAre() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Frames.write(out, Frames.Terminal.HAS_ONE, Frames.Source.STDOUT, "ab".getBytes(US_ASCII));
        assertThat(out.toByteArray()).containsExactly('a', 'b');
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 44, application/vnd.docker.multiplexed-stream",
        "NONE, 42, application/vnd.docker.multiplexed-stream",
        "NONE, 41, application/vnd.docker.raw-stream",
        "HAS_ONE, 44, application/vnd.docker.raw-stream"
    })
    void theFormIsNamedSinceVersion42(Frames.Terminal terminal, int version, String type) {
        assertThat(Frames.contentType(terminal, version)).isEqualTo(type);
    }
}
