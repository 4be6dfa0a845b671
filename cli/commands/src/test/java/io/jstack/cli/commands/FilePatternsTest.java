package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilePatternsTest {
    private static boolean match(String path, String... patterns) {
        return FilePatterns.of(List.of(patterns)).match(Path.of(path));
    }

    @Test
    void aPatternCountsFromTheTopAndCoversWhatLiesBelow() {
        assertThat(match("node_modules", "node_modules/")).isTrue();
        assertThat(match("node_modules/a/b.js", "./node_modules")).isTrue();
        assertThat(match("sub/node_modules", "node_modules")).isFalse();
        assertThat(match("a.b", "a?b")).isTrue();
        assertThat(match("axb", "a.b")).isFalse();
    }

    @Test
    void starsStayInADirectoryUnlessThereAreTwo() {
        assertThat(match("x.log", "*.log")).isTrue();
        assertThat(match("deep/x.log", "*.log")).isFalse();
        assertThat(match("deep/er/x.log", "**/*.log")).isTrue();
        assertThat(match("x.log", "**/*.log")).isTrue();
        assertThat(match("deep/er/x.log", "deep/**")).isTrue();
    }

    @Test
    void theLastPatternThatMatchesWins() {
        assertThat(match("keep.log", "*.log", "!keep.log")).isFalse();
        assertThat(match("keep.log", "!keep.log", "*.log")).isTrue();
        assertThat(match("a", "# a", "")).isFalse();
    }
}
