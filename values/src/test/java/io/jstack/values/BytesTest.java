package io.jstack.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1k, 1024", "1.5GB, 1610612736", "64 mb, 67108864", "2KiB, 2048", "-1, -1"})
    void everyUnitIsAPowerOf1024(String text, long bytes) {
        assertThat(Bytes.parse(text)).contains(new Bytes(bytes));
    }

    @Test
    void whatIsNoSizeIsEmpty() {
        assertThat(Bytes.parse("lots")).isEqualTo(Optional.empty());
    }

    @Test
    void printsAsPeopleWriteIt() {
        assertThat(new Bytes(1536)).hasToString("1.5KiB");
    }
}
