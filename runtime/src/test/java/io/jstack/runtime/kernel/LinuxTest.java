package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxTest {
    @TempDir
    Path dir;

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        Path file = dir.resolve("é");
        try (Fd fd = Linux.open(file.toString(), Linux.O_CREAT | Linux.O_WRONLY, 0600)) {
            Linux.write(fd, "hello".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Files.readString(file)).isEqualTo("hello");
        try (Fd fd = Linux.open(file.toString(), Linux.O_RDONLY)) {
            NativeMemory memory = NativeMemory.ofSize(16);
            assertThat(Linux.read(fd, memory)).contains(5);
            assertThat(memory.bytes(0, 5)).asString().isEqualTo("hello");
        }
    }

    @Test
    void aFailureNamesTheCallTheValueAndTheErrno() {
        assertThatThrownBy(() -> Linux.open("/does/not/exist", Linux.O_RDONLY))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessage("openat `/does/not/exist`: no such file or directory (ENOENT)");
    }

    @Test
    void aNulInATextIsRefusedBeforeTheKernelWouldCutIt() {
        assertThatThrownBy(() -> NativeMemory.ofText("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedDescriptorHasNoNumber() {
        Fd fd = Linux.open("/dev/null", Linux.O_RDONLY);
        fd.close();
        fd.close();
        assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    }
}
