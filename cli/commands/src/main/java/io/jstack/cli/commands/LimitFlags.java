package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.values.JstackException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Limits that {@code container run} sets and {@code container update} changes: keys of a service with the same value. */
final class LimitFlags {
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

    @Option(names = "--cpuset-cpus", paramLabel = "CPUS", description = "The key cpuset of a stack file.")
    private Optional<String> cpuset = Optional.empty();

    @Option(names = "--pids-limit", paramLabel = "N", description = "The key pids_limit of a stack file.")
    private Optional<String> pidsLimit = Optional.empty();

    /** Writes those that were given. */
    void addTo(ObjectNode service) {
        memLimit.ifPresent(value -> service.put("mem_limit", ServiceDocument.literal(value)));
        memswapLimit.ifPresent(value -> service.put("memswap_limit", ServiceDocument.literal(value)));
        memReservation.ifPresent(value -> service.put("mem_reservation", ServiceDocument.literal(value)));
        cpus.ifPresent(value -> number(service, "cpus", value));
        cpuShares.ifPresent(value -> number(service, "cpu_shares", value));
        cpuQuota.ifPresent(value -> service.put("cpu_quota", ServiceDocument.literal(value)));
        cpuPeriod.ifPresent(value -> service.put("cpu_period", ServiceDocument.literal(value)));
        cpuset.ifPresent(value -> service.put("cpuset", ServiceDocument.literal(value)));
        pidsLimit.ifPresent(value -> number(service, "pids_limit", value));
    }

    static void number(ObjectNode service, String key, String value) {
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
