package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackTried;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.logged;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.HostFiles;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A container that exchanges names for links to the host, some hundred thousand times a second, while the engine goes through those names
 * for others. {@code -Djstack.race.seconds=N} says how long the long ones take.
 */
@Tag("root")
@ExtendWith(CleanHost.class)
class RacesTest {
    private static final Duration LONG = Duration.ofSeconds(Integer.getInteger("jstack.race.seconds", 60));
    private static final String SECRET = "hosts-own";
    /** As {@code ls /proc/1/fd} shows them. */
    private static final Pattern MORE_DESCRIPTORS = Pattern.compile("(?m)^([3-9]|[1-9][0-9]+)$");

    @TempDir
    private Path outside = Path.of("/");

    /** What is done by the name that changes; {@code raced} is its last part. */
    private enum Race {
        /** CVE-2021-30465, CVE-2026-41579. */
        MOUNT_TARGET("raced", "", "up -d --force-recreate --no-deps target", "logs --no-log-prefix target"),
        /** CVE-2017-1002101. */
        SUBPATH("raced", "", "up -d --force-recreate --no-deps part", "logs --no-log-prefix part"),
        /** CVE-2024-21626. */
        WORKING_DIRECTORY(
                "raced", "/proc/self/fd/7", "up -d --force-recreate --no-deps work", "logs --no-log-prefix work"),
        EXEC_DIRECTORY("raced", "/proc/self/fd/7", "exec -T -w /v/raced still sh -c pwd;ls", ""),
        /** CVE-2025-31133: what is masked is masked by the host's node, whatever the container's is. */
        MASK(
                "null",
                "/proc/sys/kernel/core_pattern",
                "up -d --force-recreate --no-deps masked",
                "logs --no-log-prefix masked"),
        /** CVE-2018-15664, CVE-2026-41568, CVE-2026-42306. */
        COPY_IN("raced", "", "cp given still:/v/raced/inner/copied", ""),
        COPY_OUT("raced", "", "cp still:/v/raced -", ""),
        COPY_OUT_BENEATH("raced", "", "cp still:/v/raced/mine -", "");

        private final String name;
        private final String link;
        private final String words;
        private final String shown;

        /** @param link where the name leads to half of the time; empty: a directory of the host */
        Race(String name, String link, String words, String shown) {
            this.name = name;
            this.link = link;
            this.words = words;
            this.shown = shown;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatChangesLeadsNowhereOnTheHost(Race race) throws IOException {
        race(race, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void aNameThatChangesForAMinuteLeadsNowhereOnTheHost(Race race) throws IOException {
        Set<String> outcomes = race(race, LONG);
        if (race == Race.MASK) {
            assertThat(outcomes).anyMatch(told -> told.contains("\nmasked:\n"));
        } else {
            assertThat(outcomes).as("the name was either").hasSizeGreaterThan(1);
        }
    }

    private Set<String> race(Race race, Duration time) throws IOException {
        for (String name : List.of(SECRET, "mine")) {
            Files.writeString(outside.resolve(name), "a secret of the host\n");
        }
        Files.createDirectory(outside.resolve("inner"));
        HostFiles host = HostFiles.of(outside);
        Scenario scenario = Scenario.of("races", "a name that changes meanwhile must lead nowhere on the host")
                .with("RACED", race.name)
                .with("OUTSIDE", race.link.isEmpty() ? outside.toString() : race.link)
                .step("up", jstack("up", "-d"), eventually(logged("racer", "racing")));
        Set<String> outcomes = new TreeSet<>();
        long end = System.nanoTime() + time.toNanos();
        int times = 0;
        do {
            String told = once(scenario, race);
            assertThat(told)
                    .as("%s, time %d", race, times)
                    .doesNotContain("secret of the host", SECRET + "\n", "unreachable")
                    .doesNotContainPattern("(?m)^masked:.+$")
                    .doesNotContainPattern("CapInh:\\s*0*[1-9a-f]")
                    .doesNotContainPattern(MORE_DESCRIPTORS);
            outcomes.add(told.replaceAll("[0-9a-f]{12,}|[0-9]+", "N"));
            times++;
        } while (System.nanoTime() < end);
        host.requireUnchanged();
        System.out.printf("%s: %d times in %d s, %d outcomes%n", race, times, time.toSeconds(), outcomes.size());
        return outcomes;
    }

    private static String once(Scenario scenario, Race race) {
        String told = jstackTried(race.words.split(" ", -1)).perform(scenario);
        return race.shown.isEmpty()
                ? told
                : told + jstackTried(race.shown.split(" ", -1)).perform(scenario);
    }
}
