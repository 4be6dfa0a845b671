package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.Kept;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HolderTest {
    private static final Path PROC = Path.of("/proc");

    @Test
    void itHasANameAndWhatItIsToKeepAndNothingElse() throws IOException {
        ContainerId id = ContainerId.random();
        try (ExitWatch watch = new ExitWatch();
                Fd kept = Linux.open("/dev/zero", Linux.O_RDONLY)) {
            Holder.Kit kit = new Holder.Kit(kept, Optional.empty(), Optional.empty(), List.of());
            Holder.Starting holder = Holder.start(id, kit);
            Path process = PROC.resolve(holder.await().toString());
            Awaitility.await()
                    .untilAsserted(() -> assertThat(process.resolve("comm")).hasContent("jstack-holder"));
            assertThat(process.resolve("cmdline")).hasContent("jstack-holder\0" + id + "\0");
            assertThat(process.resolve("environ")).hasContent(Holder.VARIABLE + id + "\0");
            try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
                assertThat(descriptors.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrder("0", "1", "2", Integer.toString(Holder.FIRST));
            }
            assertThat(process.resolve("fd")
                            .resolve(Integer.toString(Holder.FIRST))
                            .toRealPath())
                    .isEqualTo(Path.of("/dev/zero"));
            holder.abandon(watch);
            Awaitility.await().untilAsserted(() -> assertThat(process).doesNotExist());
        }
    }

    /** As of a container that publishes a range of ports: more than there are numbers below the first it keeps. */
    @Test
    void itKeepsAsManyAsThereAre() throws IOException {
        try (ExitWatch watch = new ExitWatch();
                Fd kept = Linux.open("/dev/zero", Linux.O_RDONLY)) {
            List<Kept> many = Collections.nCopies(1000, new Kept("port", kept));
            Holder.Kit kit = new Holder.Kit(kept, Optional.empty(), Optional.empty(), many);
            Holder.Starting holder = Holder.start(ContainerId.random(), kit);
            Path process = PROC.resolve(holder.await().toString());
            Awaitility.await()
                    .untilAsserted(() -> assertThat(process.resolve("comm")).hasContent("jstack-holder"));
            try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
                assertThat(descriptors).hasSize(3 + 1 + many.size());
            }
            holder.abandon(watch);
        }
    }

    /** A release that fails so is aborted, which abandons the holder: what libc allocated for it must not be freed twice. */
    @Test
    void oneThatCannotBeStartedIsAbandonedWithoutHarm() {
        try (ExitWatch watch = new ExitWatch();
                Fd nobodys = Fd.owning(Integer.MAX_VALUE)) {
            Holder.Kit kit = new Holder.Kit(nobodys, Optional.empty(), Optional.empty(), List.of());
            Holder.Starting holder = Holder.start(ContainerId.random(), kit);
            assertThatThrownBy(holder::await)
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.LAUNCH_FAILED));
            holder.abandon(watch);
        }
    }
}
