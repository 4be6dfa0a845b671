package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pieces of one block keep to themselves. */
class NativeMemoryTest {
    /** On a thread of its own, whose block is new: elsewhere another may have to begin between the two. */
    @Test
    void aPieceEndsWhereTheNextOneBegins() {
        CompletableFuture.runAsync(NativeMemoryTest::twoPieces, body -> new Thread(body).start())
                .join();
    }

    private static void twoPieces() {
        NativeMemory first = NativeMemory.ofSize(8).putLong(0, -1);
        NativeMemory second = NativeMemory.ofSize(8);
        assertThat(second.getLong(0)).isZero();
        assertThat(second.address() - first.address()).isEqualTo(8);
        assertThatThrownBy(() -> first.putInt(5, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> first.getByte(8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> second.putByte(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> first.bytes(4, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> first.buffer().putLong(8, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Far more than a block has room for, small ones and such as are no pieces. */
    @Test
    void eachOfManyHoldsWhatWasPutThere() {
        List<String> texts =
                IntStream.range(0, 6000).mapToObj(i -> "x".repeat(i % 5000) + i).toList();
        List<NativeMemory> kept = texts.stream().map(NativeMemory::ofText).toList();
        for (int i = 0; i < texts.size(); i++) {
            byte[] bytes = kept.get(i).bytes(0, kept.get(i).size());
            assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(texts.get(i) + "\0");
            assertThat(kept.get(i).buffer().remaining()).isEqualTo(bytes.length);
        }
    }
}
