package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        Cradles cradles = Cradles.open(dir.resolve(".cradles"), 3);
        for (int i = 0; i < 100; i++) {
            cradles.make(dir.resolve("volume-" + i));
            assertThat(dir.resolve("volume-" + i)).isEmptyDirectory();
        }
        try (var cradlesUsed = Files.list(dir.resolve(".cradles"))) {
            assertThat(cradlesUsed.count()).as("three share one").isBetween(34L, 35L);
        }
        try (var tree = Files.walk(dir.resolve(".cradles"))) {
            assertThat(tree).noneMatch(path -> path.toString().contains("volume-"));
        }
    }

    @Test
    void whatIsNotOursStopsNobody() throws IOException {
        Path foreign = Files.createDirectories(dir.resolve(".cradles/0/volume/of-somebody"));
        Path file = Files.createFile(dir.resolve(".cradles/file"));
        Cradles cradles = Cradles.open(dir.resolve(".cradles"), 3);
        cradles.make(dir.resolve("volume-1"));
        assertThat(dir.resolve("volume-1")).isEmptyDirectory();
        assertThat(foreign).exists();
        assertThat(file).exists();
    }

    @Test
    void whatCannotBeMovedIsNotLeftUnborn() throws IOException {
        Cradles cradles = Cradles.open(dir.resolve(".cradles"), 3);
        Path there = dir.resolve("volume");
        Files.createDirectories(there.resolve("with-files"));
        assertThatThrownBy(() -> cradles.make(there)).isInstanceOf(IOException.class);
        try (var tree = Files.walk(dir.resolve(".cradles"))) {
            assertThat(tree).noneMatch(path -> path.endsWith("volume"));
        }
    }

    @Test
    void whatACrashLeftInACradleIsRemoved() throws IOException {
        Path unborn = Files.createDirectories(dir.resolve(".cradles/7/volume"));
        Cradles.open(dir.resolve(".cradles"), 3);
        assertThat(unborn).doesNotExist();
        assertThat(unborn.getParent()).exists();
    }
}
