package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Resources.BlockIo;
import io.jstack.orchestrator.model.Resources.DeviceRate;
import io.jstack.orchestrator.model.Resources.Ulimit;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Limits, from the keys of the service and from {@code deploy.resources}, which must agree where both speak. */
final class ResourcesDecoder {
    private final Fields service;
    private final Optional<Fields> limits;
    private final Optional<Fields> reservations;

    ResourcesDecoder(Fields service) {
        this.service = service;
        Optional<Fields> resources = service.fields("deploy").flatMap(deploy -> deploy.fields("resources"));
        this.limits = resources.flatMap(fields -> fields.fields("limits"));
        this.reservations = resources.flatMap(fields -> fields.fields("reservations"));
    }

    Resources decode() {
        return new Resources(
                service.bytes("mem_limit").or(() -> limits.flatMap(fields -> fields.bytes("memory"))),
                service.bytes("mem_reservation").or(() -> reservations.flatMap(fields -> fields.bytes("memory"))),
                service.bytes("memswap_limit"),
                service.bytes("mem_swappiness").map(bytes -> (int) bytes.value()),
                service.flag("oom_kill_disable"),
                service.integer("oom_score_adj"),
                service.decimal("cpus").or(() -> limits.flatMap(fields -> fields.decimal("cpus"))),
                service.integer("cpu_shares"),
                service.number("cpu_quota"),
                service.number("cpu_period"),
                service.text("cpuset"),
                service.number("pids_limit").or(() -> limits.flatMap(fields -> fields.number("pids"))),
                service.fields("blkio_config").map(ResourcesDecoder::blockIo),
                ulimits(),
                service.map().has("gpus")
                        || reservations
                                .filter(fields -> fields.map().has("devices"))
                                .isPresent());
    }

    private Map<String, Ulimit> ulimits() {
        Map<String, Ulimit> ulimits = new LinkedHashMap<>();
        service.map()
                .map("ulimits")
                .ifPresent(map -> map.entries().forEach(entry -> {
                    Node value = entry.getValue().value();
                    Optional<ScalarNode> both = value.asScalar();
                    Fields pair = service.fields("ulimits").orElse(service);
                    ulimits.put(
                            entry.getKey(),
                            both.isPresent()
                                    ? single(pair, entry.getKey())
                                    : pair.fields(entry.getKey())
                                            .map(fields -> new Ulimit(
                                                    fields.number("soft").orElse(0L),
                                                    fields.number("hard").orElse(0L)))
                                            .orElse(new Ulimit(0, 0)));
                }));
        return ulimits;
    }

    private static Ulimit single(Fields ulimits, String key) {
        long limit = ulimits.number(key).orElse(0L);
        return new Ulimit(limit, limit);
    }

    private static BlockIo blockIo(Fields blockIo) {
        return new BlockIo(
                blockIo.integer("weight"),
                blockIo.items("weight_device").stream()
                        .map(device -> new DeviceRate(
                                device.text("path").orElse(""),
                                device.number("weight").orElse(0L)))
                        .toList(),
                rates(blockIo, "device_read_bps"),
                rates(blockIo, "device_write_bps"),
                rates(blockIo, "device_read_iops"),
                rates(blockIo, "device_write_iops"));
    }

    private static List<DeviceRate> rates(Fields blockIo, String key) {
        return blockIo.items(key).stream()
                .map(device -> new DeviceRate(
                        device.text("path").orElse(""),
                        device.bytes("rate").map(Bytes::value).orElse(0L)))
                .toList();
    }
}
