package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of {@code docker run} that a service has a key for with the same value. */
final class KeyFlags {
    @Option(names = "--memory-swappiness", paramLabel = "N", description = "The key mem_swappiness of a stack file.")
    private Optional<String> memSwappiness = Optional.empty();

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

    @Option(names = "--runtime", paramLabel = "NAME", description = "The key runtime of a stack file.")
    private Optional<String> runtime = Optional.empty();

    @Option(names = "--userns", paramLabel = "MODE", description = "The key userns_mode of a stack file.")
    private Optional<String> usernsMode = Optional.empty();

    @Option(names = "--cgroupns", paramLabel = "MODE", description = "The key cgroup of a stack file.")
    private Optional<String> cgroup = Optional.empty();

    @Option(names = "--cgroup-parent", paramLabel = "PATH", description = "The key cgroup_parent of a stack file.")
    private Optional<String> cgroupParent = Optional.empty();

    @Option(names = "--platform", paramLabel = "PLATFORM", description = "The key platform of a stack file.")
    private Optional<String> platform = Optional.empty();

    /** Writes those that were given. */
    void addTo(ObjectNode service) {
        memSwappiness.ifPresent(value -> LimitFlags.number(service, "mem_swappiness", value));
        shmSize.ifPresent(value -> service.put("shm_size", ServiceDocument.literal(value)));
        oomScoreAdj.ifPresent(value -> LimitFlags.number(service, "oom_score_adj", value));
        pid.ifPresent(value -> service.put("pid", ServiceDocument.literal(value)));
        ipc.ifPresent(value -> service.put("ipc", ServiceDocument.literal(value)));
        runtime.ifPresent(value -> service.put("runtime", ServiceDocument.literal(value)));
        uts.ifPresent(value -> service.put("uts", ServiceDocument.literal(value)));
        usernsMode.ifPresent(value -> service.put("userns_mode", ServiceDocument.literal(value)));
        cgroup.ifPresent(value -> service.put("cgroup", ServiceDocument.literal(value)));
        cgroupParent.ifPresent(value -> service.put("cgroup_parent", ServiceDocument.literal(value)));
        platform.ifPresent(value -> service.put("platform", ServiceDocument.literal(value)));
    }
}
