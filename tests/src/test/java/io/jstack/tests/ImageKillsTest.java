package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.killedDuring;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.prints;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Registry;
import io.jstack.tests.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * SIGKILL of the engine in the middle of a pull, build, commit, load or prune: the next one opens the store, has every image that was
 * finished, and a prune leaves no byte. {@code -Djstack.kill.points=N} says how often, {@code -Djstack.kill.seed=N} which.
 */
@Tag("root")
@Tag("long")
@ExtendWith(CleanHost.class)
class ImageKillsTest {
    private static final int POINTS = Integer.getInteger("jstack.kill.points", 30);
    private static final String PULLED = "127.0.0.1:${REGISTRY}/pulled:1";

    /**
     * What the engine is killed in.
     *
     * @param longest from its begin, milliseconds: a little more than it takes
     */
    private record Work(String words, String makes, int longest) {}

    private static final Work PRUNE = new Work("system prune -a -f", "", 150);
    private static final List<Work> WORKS = List.of(
            new Work("image pull -q " + PULLED, PULLED, 800),
            new Work("image build -q --no-cache --build-arg NAME=built -t built:1 app", "built:1", 800),
            new Work("commit user committed:1", "committed:1", 400),
            new Work("load -q -i app.tar", "loaded:1", 800),
            PRUNE);

    private final Random random = new Random(Long.getLong("jstack.kill.seed", 1));
    private final Set<String> finished = new TreeSet<>();

    @Test
    void aKilledEngineLosesNoFinishedImageAndLeaksNothing() {
        Scenario scenario = Scenario.of("image-kills", "an engine killed at any point leaves a sound image store")
                .step("something to hold", run("sh", "-c", "head -c 8000000 /dev/urandom >app/noise"));
        Registry registry = Registry.start(scenario);
        try {
            scenario.step("an image that is kept", built("kept:1"))
                    .step("for its container", jstack("up", "-d"), running("user", 1))
                    .step("one to pull", built(PULLED))
                    .step("is pushed", jstack("image", "push", "-q", PULLED))
                    .step("one to load", built("loaded:1"))
                    .step("is saved", jstack("save", "-o", "app.tar", "loaded:1"))
                    .step("and they go", jstack("system", "prune", "-a", "-f"));
            for (int i = 1; i <= POINTS; i++) {
                point(scenario);
            }
            scenario.step("down", jstack("down", "-t", "1"))
                    .step("prune", jstack("system", "prune", "-a", "-f"))
                    .then("no byte is left", host(left -> assertThat(left).isEmpty(), "sh", "-ec", """
                            cd /var/lib/$JSTACK_INSTANCE/images
                            find layers blobs/sha256 images cache partial temp cache-mounts -mindepth 1
                            """));
        } finally {
            registry.close();
        }
    }

    private static Act built(String name) {
        return jstack("image", "build", "-q", "--build-arg", "NAME=" + name, "-t", name, "app");
    }

    private void point(Scenario scenario) {
        Work work = WORKS.get(random.nextInt(WORKS.size()));
        Duration then = Duration.ofMillis(random.nextInt(work.longest()));
        if (work.equals(PRUNE)) {
            finished.clear();
        } else if (finished.remove(work.makes())) {
            scenario.step(work.makes() + " goes", jstack("rmi", work.makes()));
        }
        scenario.step(
                "%s, killed after %d ms".formatted(work.words(), then.toMillis()),
                ran -> killed(ran, work, then),
                eventually(prints("the image store is sound", "image", "fsck"))); // a dying engine still listens
        for (String name : finished) {
            scenario.step(name + " is there", jstack("image", "inspect", "-f", "{{.Id}}", name));
        }
        scenario.step("kept:1 is there", jstack("image", "inspect", "-f", "{{.Id}}", "kept:1"))
                .step("and to its end", jstack(work.words().split(" ", -1)));
        if (!work.equals(PRUNE)) {
            finished.add(work.makes());
        }
    }

    private String killed(Scenario scenario, Work work, Duration then) {
        String told = killedDuring(0, then, work.words().split(" ", -1)).perform(scenario);
        if (told.endsWith("[exit 0]") && !work.equals(PRUNE)) {
            finished.add(work.makes()); // it was faster: what it said must be true
        }
        return told;
    }
}
