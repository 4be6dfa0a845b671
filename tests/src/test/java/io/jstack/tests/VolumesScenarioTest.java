package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.inside;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class VolumesScenarioTest {
    @Test
    void aNamedVolumeOutlivesDownAndGoesWithDownV() {
        Scenario.of("volumes", "a named volume must be kept across down, and removed by down -v")
                .step(
                        "up counts from one",
                        jstack("up", "-d"),
                        eventually(answersIn("counter", "1\n", "cat", "/data/count")))
                .step("down keeps the volume", jstack("down", "-t", "0"))
                .step("up counts on", jstack("up", "-d"), eventually(answersIn("counter", "2\n", "cat", "/data/count")))
                .step("down -v removes it", jstack("down", "-v", "-t", "0"))
                .step(
                        "up counts from one again",
                        jstack("up", "-d"),
                        eventually(answersIn("counter", "1\n", "cat", "/data/count")));
    }

    @Test
    void anAnonymousVolumeIsKeptAcrossRecreate() {
        Scenario.of("volumes", "an anonymous volume must go over to the container that replaces its first user")
                .step("up", jstack("up", "-d"), eventually(answersIn("counter", "1\n", "cat", "/data/count")))
                .step(
                        "leave a mark, and recreate",
                        jstack("exec", "-T", "counter", "touch", "/anonymous/mark"),
                        answersIn("counter", "/anonymous/mark", "ls", "/anonymous/mark"))
                .step(
                        "the mark is still there",
                        jstack("up", "-d", "--force-recreate"),
                        eventually(answersIn("counter", "/anonymous/mark", "ls", "/anonymous/mark")))
                .step(
                        "-V starts with a fresh one",
                        jstack("up", "-d", "--force-recreate", "-V"),
                        eventually(failsInside("counter", "No such file", "ls", "/anonymous/mark")));
    }

    @Test
    void everyMountHasItsOwnerModeAndRights() {
        Scenario.of("volumes", "a mount must be what the file says, and no more")
                .step("up", jstack("up", "-d"), eventually(answersIn("counter", "1\n", "cat", "/data/count")))
                .then(
                        "owner and mode of a volume are its driver_opts'",
                        answersIn("counter", "2770 1000 1000", "stat", "-c", "%a %u %g", "/owned"))
                .then(
                        "a tmpfs has its own",
                        answersIn("counter", "750 1000", "stat", "-c", "%a %u", "/scratch"),
                        answersIn("counter", "tmpfs", "stat", "-f", "-c", "%T", "/scratch"))
                .then(
                        "a writable bind is the host's directory",
                        answersIn("counter", "", "touch", "/shared/written"),
                        inside("counter", text -> {}, "ls", "/readonly/written"))
                .then(
                        "a read-only bind is read-only",
                        failsInside("counter", "Read-only file system", "touch", "/readonly/refused"))
                .then(
                        "a single file is bound read-only",
                        answersIn("counter", "setting = 1", "cat", "/etc/app.conf"),
                        failsInside("counter", "Read-only file system", "sh", "-c", "echo >/etc/app.conf"));
    }

    @Test
    void volumesFromSharesAllAndReadOnlyMeansIt() {
        Scenario.of("volumes", "volumes_from must give the source's mounts, and :ro must leave none writable")
                .step("up", jstack("up", "-d"), eventually(answersIn("counter", "1\n", "cat", "/data/count")))
                .then(
                        "the reader sees the data, named and anonymous",
                        eventually(answersIn("reader", "1", "cat", "/data/count")),
                        answersIn("reader", "here", "cat", "/anonymous/file"),
                        answersIn("reader", "setting = 1", "cat", "/shared/app.conf"))
                .then(
                        "and can write to none of it",
                        failsInside("reader", "Read-only file system", "touch", "/data/refused"),
                        failsInside("reader", "Read-only file system", "touch", "/anonymous/refused"),
                        failsInside("reader", "Read-only file system", "touch", "/shared/refused"));
    }
}
