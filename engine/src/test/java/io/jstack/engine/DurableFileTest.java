package io.jstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.engine.DurableFile.Lasting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DurableFileTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenTakesThePlaceOfWhatWasThereAndNothingElseIsLeft(Lasting lasting) throws IOException {
        Path file = dir.resolve("below/record.json");
        write(file, "first", lasting);
        assertThat(file).hasContent("first");
        Object before = Files.getAttribute(file, "unix:ino");
        write(file, "second", lasting);
        assertThat(file).hasContent("second");
        assertThat(Files.getAttribute(file, "unix:ino"))
                .as("never written into")
                .isNotEqualTo(before);
        assertThat(file.getParent()).isDirectoryNotContaining(other -> !other.equals(file));
    }

    /** It is whole, or what was there stays, whoever is asked for it by the same name meanwhile. */
    @ParameterizedTest
    @EnumSource
    void aReaderNeverFindsItMissingOrInParts(Lasting lasting) throws Exception {
        Path file = dir.resolve("record.json");
        write(file, "a".repeat(5000), lasting);
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 300; i++) {
                write(file, (i % 2 == 0 ? "b" : "a").repeat(5000), lasting);
            }
        });
        writer.start();
        while (writer.isAlive()) {
            assertThat(Files.readString(file)).matches("a{5000}|b{5000}");
        }
        writer.join();
    }

    private static void write(Path file, String content, Lasting lasting) {
        DurableFile.write(file, content.getBytes(StandardCharsets.UTF_8), lasting);
    }
}
