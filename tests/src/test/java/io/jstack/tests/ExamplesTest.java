package io.jstack.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import io.jstack.tests.scenario.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an example's EXPECTED shows is what the example does. */
@Tag("root")
@ExtendWith(CleanHost.class)
class ExamplesTest {
    @ParameterizedTest
    @ValueSource(strings = {"hello", "health-restart", "volumes-from", "scale", "web-db"})
    void anExampleShowsWhatStandsBesideIt(String name) throws IOException {
        Path examples = Scenario.repository().resolve("examples/compose-files");
        try (Stream<Path> all = Files.list(examples)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("hello", "health-restart", "volumes-from", "scale", "web-db");
        }
        Transcript.play(Scenario.at(examples.resolve(name), "the example " + name + " must do what it shows"));
    }
}
