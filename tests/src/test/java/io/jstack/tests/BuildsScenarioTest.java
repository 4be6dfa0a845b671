package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a stack file says under {@code build}, carried out on the kernel. */
@Tag("root")
@ExtendWith(CleanHost.class)
class BuildsScenarioTest {
    @Test
    void everyKeyOfABuildDoesWhatItSays() {
        Scenario.of("builds", "each key under build must show in the image, and secrets nowhere")
                .step("build", jstack("build", "app"))
                .step(
                        "up",
                        jstack("up", "-d", "app"),
                        running("app", 1),
                        file("left", "hello you"),
                        file("extra", "extra"),
                        file("base", "from-base"),
                        file("bound", "context"),
                        file("secret-size", "10"),
                        file("secret-mode", "400"),
                        file("home", "/home/bob"),
                        file("no-home", "/"),
                        file("groups", "Groups:\t1234"),
                        file("host", "192.0.2.7\tsomewhere"),
                        file("shm", "1024"),
                        file("links", "lo"),
                        file("left-behind", ""),
                        file("heredoc", "kept"),
                        inside("app", out -> assertThat(out.lines()).hasSize(1), "cat", "/out/right"))
                .step(
                        "its label and its second name",
                        run(
                                "sh",
                                "-c",
                                "$JSTACK image inspect -f '{{index .Config.Labels \"com.example.made\"}}' builds-app:also | grep -qx here"))
                .step(
                        "no file holds the secret",
                        run("sh", "-c", "$JSTACK export app | grep -c hush-hush; test $? = 1"))
                .step("again, all of it cached", run("sh", "-c", "$JSTACK build app 2>&1 | grep -q CACHED"))
                .step(
                        "a missing secret is named with its line",
                        run(
                                "sh",
                                "-c",
                                "printf 'FROM distro.local/busybox\\nRUN --mount=type=secret,id=no,required true\\n' >app/Bad"))
                .step(
                        "and refused",
                        jstackFails(
                                1,
                                List.of("app/Bad:2:", "no secret 'no'", ">   2 | RUN"),
                                "image",
                                "build",
                                "-t",
                                "bad",
                                "-f",
                                "app/Bad",
                                "app"));
    }

    private static io.jstack.tests.scenario.Check file(String name, String text) {
        return inside("app", out -> assertThat(out.strip()).as(name).isEqualTo(text), "cat", "/out/" + name);
    }
}
