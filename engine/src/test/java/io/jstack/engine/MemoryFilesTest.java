package io.jstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class MemoryFilesTest {
    @TempDir
    Path run;

    @AfterEach
    void forget() {
        MemoryFiles.forget(run);
    }

    @Test
    void aSecretIsInMemoryWhateverTheDirectoryAroundIt() throws Exception {
        Path secrets = MemoryFiles.secrets(run).open();
        Files.writeString(secrets.resolve("key"), "hidden");
        assertThat(Files.getFileStore(secrets).type()).isEqualTo("tmpfs");
        assertThat(MemoryFiles.secrets(run).open().resolve("key"))
                .as("opened again")
                .hasContent("hidden");
        assertThat(mounts()).as("mounted once").hasSize(1);
    }

    @Test
    void whatIsForgottenIsGone() throws Exception {
        Files.writeString(MemoryFiles.secrets(run).open().resolve("key"), "hidden");
        MemoryFiles.forget(run);
        MemoryFiles.forget(run);
        assertThat(run.resolve("secrets")).isEmptyDirectory();
        assertThat(mounts()).isEmpty();
    }

    private java.util.List<String> mounts() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" " + run + "/"))
                .toList();
    }
}
