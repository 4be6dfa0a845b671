package io.jstack.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CradlesTest {
    @TempDir
    Path dir;

    @Test
    void aDirectoryIsWhereItBelongsAndItsCradleEmpty() throws IOException {
        Cradles cradles = Cradles.open(dir.resolve(".cradles"));
        for (int i = 0; i < 100; i++) {
            cradles.make(dir.resolve("volume-" + i));
            assertThat(dir.resolve("volume-" + i)).isEmptyDirectory();
        }
        try (var tree = Files.walk(dir.resolve(".cradles"))) {
            assertThat(tree).noneMatch(path -> path.toString().contains("volume-"));
        }
    }

    @Test
    void whatACrashLeftInACradleIsRemoved() throws IOException {
        Path unborn = Files.createDirectories(dir.resolve(".cradles/7/volume"));
        Cradles.open(dir.resolve(".cradles"));
        assertThat(unborn).doesNotExist();
        assertThat(unborn.getParent()).exists();
    }
}
