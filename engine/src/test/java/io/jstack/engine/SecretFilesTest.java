package io.jstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class SecretFilesTest {
    @TempDir
    Path run;

    @AfterEach
    void forget() {
        new SecretFiles(run).forget();
    }

    @Test
    void aSecretIsInMemoryWhateverTheDirectoryAroundIt() throws Exception {
        Path secrets = new SecretFiles(run).open();
        Files.writeString(secrets.resolve("key"), "hidden");
        assertThat(Files.getFileStore(secrets).type()).isEqualTo("tmpfs");
        assertThat(new SecretFiles(run).open().resolve("key"))
                .as("opened again")
                .hasContent("hidden");
        assertThat(mounts()).as("mounted once").hasSize(1);
    }

    @Test
    void whatIsForgottenIsGone() throws Exception {
        Files.writeString(new SecretFiles(run).open().resolve("key"), "hidden");
        new SecretFiles(run).forget();
        new SecretFiles(run).forget();
        assertThat(run.resolve("secrets")).isEmptyDirectory();
        assertThat(mounts()).isEmpty();
    }

    private java.util.List<String> mounts() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" " + run + "/"))
                .toList();
    }
}
