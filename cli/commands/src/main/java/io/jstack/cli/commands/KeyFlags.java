package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.values.JstackException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of {@code docker run} that a service has a key for with the same value. */
final class KeyFlags {
    @Option(
            names = {"-m", "--memory"},
            paramLabel = "BYTES",
            description = "The key mem_limit of a stack file.")
    private Optional<String> memLimit = Optional.empty();

    @Option(names = "--memory-swap", paramLabel = "BYTES", description = "The key memswap_limit of a stack file.")
    private Optional<String> memswapLimit = Optional.empty();

    @Option(
            names = "--memory-reservation",
            paramLabel = "BYTES",
            description = "The key mem_reservation of a stack file.")
    private Optional<String> memReservation = Optional.empty();

    @Option(names = "--memory-swappiness", paramLabel = "N", description = "The key mem_swappiness of a stack file.")
    private Optional<String> memSwappiness = Optional.empty();

    @Option(names = "--cpus", paramLabel = "N", description = "The key cpus of a stack file.")
    private Optional<String> cpus = Optional.empty();

    @Option(
            names = {"-c", "--cpu-shares"},
            paramLabel = "N",
            description = "The key cpu_shares of a stack file.")
    private Optional<String> cpuShares = Optional.empty();

    @Option(names = "--cpu-quota", paramLabel = "MICROSECONDS", description = "The key cpu_quota of a stack file.")
    private Optional<String> cpuQuota = Optional.empty();

    @Option(names = "--cpu-period", paramLabel = "MICROSECONDS", description = "The key cpu_period of a stack file.")
    private Optional<String> cpuPeriod = Optional.empty();

    @Option(
            names = "--cpu-rt-runtime",
            paramLabel = "MICROSECONDS",
            description = "The key cpu_rt_runtime of a stack file.")
    private Optional<String> cpuRtRuntime = Optional.empty();

    @Option(
            names = "--cpu-rt-period",
            paramLabel = "MICROSECONDS",
            description = "The key cpu_rt_period of a stack file.")
    private Optional<String> cpuRtPeriod = Optional.empty();

    @Option(names = "--cpuset-cpus", paramLabel = "CPUS", description = "The key cpuset of a stack file.")
    private Optional<String> cpuset = Optional.empty();

    @Option(names = "--pids-limit", paramLabel = "N", description = "The key pids_limit of a stack file.")
    private Optional<String> pidsLimit = Optional.empty();

    @Option(names = "--shm-size", paramLabel = "BYTES", description = "The key shm_size of a stack file.")
    private Optional<String> shmSize = Optional.empty();

    @Option(names = "--oom-score-adj", paramLabel = "N", description = "The key oom_score_adj of a stack file.")
    private Optional<String> oomScoreAdj = Optional.empty();

    @Option(names = "--pid", paramLabel = "MODE", description = "The key pid of a stack file.")
    private Optional<String> pid = Optional.empty();

    @Option(names = "--ipc", paramLabel = "MODE", description = "The key ipc of a stack file.")
    private Optional<String> ipc = Optional.empty();

    @Option(names = "--uts", paramLabel = "MODE", description = "The key uts of a stack file.")
    private Optional<String> uts = Optional.empty();

    @Option(names = "--userns", paramLabel = "MODE", description = "The key userns_mode of a stack file.")
    private Optional<String> usernsMode = Optional.empty();

    @Option(names = "--cgroupns", paramLabel = "MODE", description = "The key cgroup of a stack file.")
    private Optional<String> cgroup = Optional.empty();

    @Option(names = "--cgroup-parent", paramLabel = "PATH", description = "The key cgroup_parent of a stack file.")
    private Optional<String> cgroupParent = Optional.empty();

    @Option(names = "--runtime", paramLabel = "RUNTIME", description = "The key runtime of a stack file.")
    private Optional<String> runtime = Optional.empty();

    @Option(names = "--platform", paramLabel = "PLATFORM", description = "The key platform of a stack file.")
    private Optional<String> platform = Optional.empty();

    /** Writes those that were given. */
    void addTo(ObjectNode service) {
        memLimit.ifPresent(value -> service.put("mem_limit", ServiceDocument.literal(value)));
        memswapLimit.ifPresent(value -> service.put("memswap_limit", ServiceDocument.literal(value)));
        memReservation.ifPresent(value -> service.put("mem_reservation", ServiceDocument.literal(value)));
        memSwappiness.ifPresent(value -> number(service, "mem_swappiness", value));
        cpus.ifPresent(value -> number(service, "cpus", value));
        cpuShares.ifPresent(value -> number(service, "cpu_shares", value));
        cpuQuota.ifPresent(value -> service.put("cpu_quota", ServiceDocument.literal(value)));
        cpuPeriod.ifPresent(value -> service.put("cpu_period", ServiceDocument.literal(value)));
        cpuRtRuntime.ifPresent(value -> service.put("cpu_rt_runtime", ServiceDocument.literal(value)));
        cpuRtPeriod.ifPresent(value -> service.put("cpu_rt_period", ServiceDocument.literal(value)));
        cpuset.ifPresent(value -> service.put("cpuset", ServiceDocument.literal(value)));
        pidsLimit.ifPresent(value -> number(service, "pids_limit", value));
        shmSize.ifPresent(value -> service.put("shm_size", ServiceDocument.literal(value)));
        oomScoreAdj.ifPresent(value -> number(service, "oom_score_adj", value));
        pid.ifPresent(value -> service.put("pid", ServiceDocument.literal(value)));
        ipc.ifPresent(value -> service.put("ipc", ServiceDocument.literal(value)));
        uts.ifPresent(value -> service.put("uts", ServiceDocument.literal(value)));
        usernsMode.ifPresent(value -> service.put("userns_mode", ServiceDocument.literal(value)));
        cgroup.ifPresent(value -> service.put("cgroup", ServiceDocument.literal(value)));
        cgroupParent.ifPresent(value -> service.put("cgroup_parent", ServiceDocument.literal(value)));
        runtime.ifPresent(value -> service.put("runtime", ServiceDocument.literal(value)));
        platform.ifPresent(value -> service.put("platform", ServiceDocument.literal(value)));
    }

    private static void number(ObjectNode service, String key, String value) {
        if (!value.matches("-?[0-9]{1,12}([.][0-9]{1,9})?")) {
            throw new JstackException(CommandError.USAGE, key + " is a number, not " + value, "1, 0.5");
        }
        if (value.contains(".")) {
            service.put(key, Double.parseDouble(value));
        } else {
            service.put(key, Long.parseLong(value));
        }
    }
}
