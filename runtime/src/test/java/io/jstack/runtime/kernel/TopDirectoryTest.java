package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopDirectoryTest {
    @TempDir
    Path dir;

    @Test
    void anExt4DirectoryBearsTheMarkOfATop() throws IOException {
        assumeThat(Files.getFileStore(dir).type()).isEqualTo("ext4");
        assertThat(attributes()).doesNotContain("T");
        assertThat(TopDirectory.mark(dir)).isTrue();
        assertThat(TopDirectory.mark(dir)).as("again").isTrue();
        assertThat(attributes()).contains("T");
    }

    @Test
    void aFileSystemWithoutSuchAMarkGoesWithout() {
        assertThat(TopDirectory.mark(Path.of("/proc/self"))).isFalse();
    }

    /** lsattr(1) writes the letters of all marks, then the name. */
    private String attributes() throws IOException {
        Process lsattr = new ProcessBuilder("lsattr", "-d", dir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(lsattr.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(" ", 2)[0];
    }
}
