package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.exited;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The keys of a service that its control group holds, with either version of cgroups. */
@Tag("root")
@ExtendWith(CleanHost.class)
class LimitsScenarioTest {
    @Test
    void whatAStackFileSaysOfLimitsHolds() throws IOException {
        String disk = firstDisk();
        String numbers =
                Files.readString(Path.of("/sys/class/block", disk, "dev")).strip();
        Scenario scenario = Scenario.of("limits", "the kernel must hold what a stack file says of limits")
                .with("DISK", "/dev/" + disk)
                .step("up", jstack("up", "-d"), running("box", 1), running("deployed", 1))
                .then(
                        "memory",
                        reads("box", "memory/memory.limit_in_bytes", "67108864", "memory.max", "67108864"),
                        reads("box", "memory/memory.memsw.limit_in_bytes", "100663296", "memory.swap.max", "33554432"),
                        reads("box", "memory/memory.soft_limit_in_bytes", "33554432", "memory.low", "33554432"))
                .then(
                        "processors",
                        reads("box", "cpu/cpu.cfs_quota_us", "50000", "cpu.max", "50000 100000"),
                        reads("box", "cpu/cpu.shares", "512", "cpu.weight", "20"),
                        answersIn("box", "Cpus_allowed_list:\t0\n", "cat", "/proc/self/status"),
                        reads("timed", "cpu/cpu.cfs_quota_us", "12500", "cpu.max", "12500 50000"))
                .then("processes", reads("box", "pids/pids.max", "50", "pids.max", "50"))
                .then(
                        "disks",
                        reads(
                                "box",
                                "blkio/blkio.throttle.read_bps_device",
                                numbers + " 4194304",
                                "io.max",
                                numbers + " rbps=4194304 wbps=max riops=max wiops=120"),
                        reads(
                                "box",
                                "blkio/blkio.throttle.write_iops_device",
                                numbers + " 120",
                                "io.max",
                                numbers + " rbps=4194304 wbps=max riops=max wiops=120"))
                .then(
                        "deploy.resources",
                        reads("deployed", "memory/memory.limit_in_bytes", "50331648", "memory.max", "50331648"),
                        reads("deployed", "memory/memory.soft_limit_in_bytes", "25165824", "memory.low", "25165824"),
                        reads("deployed", "cpu/cpu.cfs_quota_us", "25000", "cpu.max", "25000 100000"),
                        reads("deployed", "pids/pids.max", "60", "pids.max", "60"))
                .then(
                        "nothing but the number of tasks where nothing is said",
                        reads("free", "pids/pids.max", "4096", "pids.max", "4096"))
                .then("nothing is planned", nothingToDo())
                .then(
                        "too many processes",
                        failsInside("box", "fork", "sh", "-c", "for i in $(seq 60); do sleep 5 & done; wait"));
        scenario.step(
                "too much memory",
                jstack("up", "-d", "hog"),
                eventually(exited("hog", 137)),
                host(
                        told -> assertThat(told).contains("out of memory"),
                        "sh",
                        "-c",
                        "\"$JSTACK\" --profile hungry plan || true"),
                running("free", 1));
        scenario.step(
                "a change while it runs",
                jstack(
                        "update",
                        "--memory",
                        "80m",
                        "--memory-swap",
                        "80m",
                        "--pids-limit",
                        "40",
                        "--cpus",
                        "0.2",
                        "limits-box-1"),
                untouched("box"),
                reads("box", "memory/memory.limit_in_bytes", "83886080", "memory.max", "83886080"),
                reads("box", "memory/memory.memsw.limit_in_bytes", "83886080", "memory.swap.max", "0"),
                reads("box", "pids/pids.max", "40", "pids.max", "40"),
                reads("box", "cpu/cpu.cfs_quota_us", "20000", "cpu.max", "20000 100000"));
    }

    /** What a file of its control group says, by the version this host has. */
    private static Check reads(String service, String first, String said, String second, String saidThere) {
        return inside(
                service,
                text -> assertThat(text.strip()).as(first).isIn(said, saidThere),
                "sh",
                "-c",
                "cd /sys/fs/cgroup; if [ -e cgroup.controllers ]; then cat %s; else cat %s; fi"
                        .formatted(second, first));
    }

    /** proc(5), partitions. */
    private static String firstDisk() throws IOException {
        String[] line =
                Files.readAllLines(Path.of("/proc/partitions")).get(2).strip().split("\\s+", 4);
        return line[3];
    }
}
