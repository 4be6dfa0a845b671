package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatesTest {
    @TempDir
    Path dir;

    private Gates gates;

    @BeforeEach
    void make() {
        gates = new Gates(dir.resolve("gates"));
    }

    @AfterEach
    void close() throws IOException {
        gates.close();
        assertThat(dir.resolve("gates")).isEmptyDirectory();
    }

    private List<Path> standing() throws IOException {
        try (Stream<Path> all = Files.list(dir.resolve("gates"))) {
            return all.sorted().toList();
        }
    }

    @Test
    void oneThatWasPassedIsUsedAgain() throws IOException {
        Gate first = gates.take();
        List<Path> place = standing();
        first.passed();
        first.close();
        Gate second = gates.take();
        Gate another = gates.take();
        assertThat(standing()).hasSize(2).containsAll(place);
        second.close();
        another.close();
    }

    @Test
    void oneWhereSomebodyMayStandIsNot() throws IOException {
        gates.take().close();
        assertThat(standing()).isEmpty();
    }

    @Test
    void oneWhoseFilesWereTakenAwayIsMadeAnew() throws IOException {
        Gate first = gates.take();
        Path place = standing().get(0);
        first.passed();
        first.close();
        Files.delete(place.resolve("ready"));
        try (Gate second = gates.take()) {
            assertThat(standing()).hasSize(1).doesNotContain(place);
            assertThat(second.directory().isOpen()).isTrue();
        }
    }

    /** As it is while another launch has just left with a copy of every descriptor of the engine's. */
    @Test
    void oneThatSomebodyStillHoldsOpenIsMadeAnew() throws IOException {
        Gate first = gates.take();
        List<Path> place = standing();
        try (Fd copy = first.open()) {
            first.passed();
            first.close();
            try (Gate second = gates.take()) {
                assertThat(copy.isOpen()).isTrue();
                assertThat(standing()).hasSize(1).doesNotContainAnyElementsOf(place);
                assertThatThrownBy(() ->
                                Linux.openAt(second.directory().number(), "gate", Linux.O_WRONLY | Linux.O_NONBLOCK, 0))
                        .as("a child would not wait")
                        .hasMessageContaining("ENXIO");
            }
        }
    }

    @Test
    void noMoreStandFreeThanAreNeededAtOnce() throws IOException {
        List<Gate> many = Stream.generate(gates::take).limit(20).toList();
        many.forEach(gate -> {
            gate.passed();
            gate.close();
        });
        assertThat(standing()).hasSize(16);
    }
}
