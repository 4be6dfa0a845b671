package io.jstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.images.Reference;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullTimesTest {
    @TempDir
    Path directory;

    @Test
    void anImageIsFreshForAsLongAsItsPolicySays() {
        PullTimes times = new PullTimes(directory.resolve("pulls"));
        Reference web = Reference.parse("example.test/web:1");
        assertThat(times.isFresh(web, Duration.ofDays(1))).isFalse();

        times.note(web);

        assertThat(times.isFresh(web, Duration.ofDays(1))).isTrue();
        assertThat(times.isFresh(web, Duration.ZERO)).isFalse();
        assertThat(times.isFresh(Reference.parse("example.test/web:2"), Duration.ofDays(1)))
                .isFalse();
    }
}
