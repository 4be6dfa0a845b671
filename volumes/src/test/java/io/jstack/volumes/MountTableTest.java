package io.jstack.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {
    @Test
    void propagationIsThatOfTheMountAPathLiesOn(@TempDir Path temp) throws IOException {
        Path file = Files.writeString(temp.resolve("mountinfo"), """
                20 1 8:1 / / rw - ext4 /dev/sda1 rw
                21 20 0:5 / /srv rw shared:4 - tmpfs tmpfs rw
                22 21 0:6 / /srv/with\\040space rw master:4 - tmpfs tmpfs rw
                23 21 0:7 / /srv/own rw - tmpfs tmpfs rw
                24 23 0:8 / /srv/own rw shared:9 - tmpfs tmpfs rw
                """);
        MountTable table = new MountTable(file);

        assertThat(table.propagates(Path.of("/etc"))).isFalse();
        assertThat(table.propagates(Path.of("/srv/www"))).isTrue();
        assertThat(table.propagates(Path.of("/srv/with space/x"))).isTrue();
        assertThat(table.propagates(Path.of("/srv/own")))
                .as("the later mount hides the earlier")
                .isTrue();
        assertThat(table.propagates(Path.of("/srvother"))).isFalse();
    }
}
