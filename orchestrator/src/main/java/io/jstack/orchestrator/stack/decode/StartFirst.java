package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.stack.schema.ExtensionSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses {@code order: start-first} where two containers of one replica cannot run at once. */
final class StartFirst {
    private final Set<String> sharedVolumes;

    /** @param volumes of the stack: {@code x-jstack: {shared: true}} says that two containers may write to one */
    StartFirst(Map<String, Fields> volumes) {
        this.sharedVolumes = volumes.entrySet().stream()
                .filter(volume -> volume.getValue()
                        .fields(ExtensionSchema.KEY)
                        .filter(extension -> extension.flag("shared"))
                        .isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    void check(Fields service) {
        Optional<Fields> deploy = service.fields("deploy");
        for (String key : List.of("update_config", "rollback_config")) {
            deploy.flatMap(fields -> fields.fields(key))
                    .filter(config -> config.text("order").equals(Optional.of("start-first")))
                    .ifPresent(config -> check(service, config));
        }
    }

    private void check(Fields service, Fields config) {
        Optional<String> address = fixedAddress(service);
        if (address.isPresent()) {
            config.refuse(
                    "order",
                    "start-first with a fixed %s, which both containers would have".formatted(address.get()),
                    "leave %s out, or say order: stop-first".formatted(address.get()));
        }
        if (service.text("network_mode").equals(Optional.of("host"))) {
            config.refuse(
                    "order",
                    "start-first on the host's network, where both containers would have the same ports",
                    "give the service a network of its own, or say order: stop-first");
        }
        for (Fields volume : service.items("volumes")) {
            String name = volume.text("source").orElse("");
            boolean named = volume.text("type").equals(Optional.of("volume")) && !name.isEmpty();
            if (named && !volume.flag("read_only") && !sharedVolumes.contains(name)) {
                config.refuse(
                        "order",
                        "start-first with volume %s, which both containers would write to".formatted(name),
                        "say order: stop-first; or, if the program allows that, volumes.%s.x-jstack: {shared: true}"
                                .formatted(name));
            }
        }
    }

    private static Optional<String> fixedAddress(Fields service) {
        if (service.text("mac_address").isPresent()) {
            return Optional.of("mac_address");
        }
        return service.named("networks").values().stream()
                .flatMap(network -> Stream.of("ipv4_address", "ipv6_address", "mac_address")
                        .filter(key -> network.text(key).isPresent()))
                .findFirst();
    }
}
