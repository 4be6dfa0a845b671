package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("root")
class GroupMovesTest {
    private static final String NAME = "moves-test";

    /** Each engine has its own, also one that follows at once. */
    @Test
    void theHierarchyIsThereWhileTheEngineIsAndMountedNowhere() throws IOException {
        for (int engine = 0; engine < 5; engine++) {
            GroupMoves moves = new GroupMoves(NAME);
            try {
                await().untilAsserted(() -> assertThat(hierarchies()).hasSize(1));
                assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(NAME);
            } finally {
                moves.close();
            }
        }
        await().untilAsserted(() -> assertThat(hierarchies()).isEmpty());
    }

    /** Of version 1 with a name, cgroups(7): {@code number:name=…:path}. */
    private static List<String> hierarchies() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                .map(line -> line.split(":", 3)[1])
                .filter(controllers -> controllers.startsWith("name=" + NAME + "-"))
                .toList();
    }
}
