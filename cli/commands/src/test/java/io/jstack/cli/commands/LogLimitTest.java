package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLimitTest {
    @TempDir
    Path directory;

    @Test
    void aLogThatIsTooLongIsBegunAnewByThoseWhoHaveItOpen() throws IOException {
        Path log = directory.resolve("engine.log");
        try (FileOutputStream writer = new FileOutputStream(log.toFile(), true)) {
            writer.write("a long line\n".getBytes(StandardCharsets.UTF_8));

            new LogLimit(log, 5).keep();
            writer.write("next\n".getBytes(StandardCharsets.UTF_8));
            new LogLimit(log, 5).keep();
        }

        assertThat(log).hasContent("next\n");
        assertThat(directory.resolve("engine.log.1")).hasContent("a long line\n");
    }

    @Test
    void aLogThatWasTakenAwayIsNotMissed() {
        new LogLimit(directory.resolve("engine.log"), 5).keep();

        assertThat(directory).isEmptyDirectory();
    }
}
