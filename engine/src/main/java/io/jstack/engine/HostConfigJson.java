package io.jstack.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Service;
import io.jstack.values.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** What was asked of the host for a container, under the names of Docker's inspection; 0 is no limit. */
final class HostConfigJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Docker's NanoCpus. */
    private static final double NANO = 1e9;

    private HostConfigJson() {}

    static ObjectNode of(Service service) {
        ObjectNode json = JSON.objectNode();
        limits(json, service.resources());
        rights(json, service.security());
        json.put("ReadonlyRootfs", service.storage().readOnlyRoot());
        json.put("Init", service.execution().init());
        Optional<Lifecycle.Restart> restart = service.lifecycle().restart();
        json.putObject("RestartPolicy")
                .put("Name", restart.map(rule -> name(rule.policy())).orElse(""))
                .put(
                        "MaximumRetryCount",
                        restart.flatMap(Lifecycle.Restart::maximumRetries).orElse(0));
        json.putObject("LogConfig")
                .put("Type", service.logging().kept() ? "json-file" : "none")
                .putObject("Config");
        ObjectNode annotations = json.putObject("Annotations");
        new TreeMap<>(service.annotations()).forEach(annotations::put);
        return json;
    }

    private static void limits(ObjectNode json, Resources limits) {
        json.put("Memory", bytes(limits.memory()));
        json.put("MemoryReservation", bytes(limits.memoryReservation()));
        json.put("MemorySwap", bytes(limits.memorySwap()));
        json.put("NanoCpus", Math.round(limits.cpus().orElse(0.0) * NANO));
        json.put("CpuShares", limits.cpuShares().orElse(0));
        json.put("CpuQuota", limits.cpuQuota().orElse(0L));
        json.put("CpuPeriod", limits.cpuPeriod().orElse(0L));
        json.put("CpusetCpus", limits.cpuset().orElse(""));
        json.put("PidsLimit", limits.pids().orElse(0L));
    }

    private static void rights(ObjectNode json, Security security) {
        security.runtime().ifPresent(runtime -> json.put("Runtime", runtime));
        json.put("Privileged", security.privileged());
        security.capAdd().forEach(json.putArray("CapAdd")::add);
        security.capDrop().forEach(json.putArray("CapDrop")::add);
        security.securityOptions().forEach(json.putArray("SecurityOpt")::add);
        json.put("PidMode", security.pid().orElse(""));
        json.put("IpcMode", security.ipc().orElse("private"));
        json.put("UTSMode", security.uts().orElse(""));
    }

    private static long bytes(Optional<Bytes> size) {
        return size.map(Bytes::value).orElse(0L);
    }

    /** {@code on-failure}. */
    private static String name(Lifecycle.Restart.Policy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
