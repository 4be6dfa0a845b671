package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;

/** {@code deploy}, {@code gpus} and what they share. */
final class DeploySchema {
    private static final String ONE_HOST = "one machine runs everything";
    private static final Type ORDER = Types.TEXT.oneOf("start-first", "stop-first");
    private static final String NO_SWARM = "known to Swarm only";

    private static final Element DEVICE_REQUEST = deviceRequest("a device request");
    private static final Type DEVICES = Type.list("a list of devices", Type.of(DEVICE_REQUEST.require("capabilities")));

    static final Type GPUS = Type.scalar("all", Form.PARTS, Kind.STRING)
            .oneOf("all")
            .or(Type.list("a list of devices", Type.of(deviceRequest("a GPU request"))))
            .expecting("all or a list of devices")
            .as(Form.PARTS);

    private static final Element LIMITS = Element.named("limits")
            .key("cpus", Types.CPUS)
            .key("memory", Types.SIZE_TEXT)
            .key("pids", Types.INTEGER);
    private static final Element RESERVATIONS = Element.named("reservations")
            .warned("cpus", Types.CPUS, "nothing is reserved on one machine")
            .key("memory", Types.SIZE_TEXT)
            .warned(
                    "generic_resources",
                    Type.list(
                            "a list",
                            Type.of(Element.named("a generic resource")
                                    .key(
                                            "discrete_resource_spec",
                                            Type.of(Element.named("a resource")
                                                    .key("kind", Types.TEXT)
                                                    .key("value", Types.NUMBER.as(Form.INTEGER_KEPT)))))),
                    NO_SWARM)
            .refused("devices", DEVICES, "no GPU support yet");

    static final Type DEPLOY = Type.of(Element.named("deploy")
                    .partly("mode", Types.TEXT, "global is one replica; jobs run as ordinary services, with a warning")
                    .warned("endpoint_mode", Types.TEXT, NO_SWARM)
                    .key("replicas", Types.INTEGER_KEPT)
                    .warned("labels", Types.LABELS, "labels of the Swarm service, not of its containers")
                    .key("rollback_config", rollbackConfig())
                    .key("update_config", updateConfig())
                    .key(
                            "resources",
                            Type.of(Element.named("resources")
                                    .key("limits", Type.of(LIMITS))
                                    .key("reservations", Type.of(RESERVATIONS))))
                    .key(
                            "restart_policy",
                            Type.of(Element.named("restart_policy")
                                    .key("condition", Types.TEXT)
                                    .key("delay", Types.DURATION_KEPT)
                                    .warned(
                                            "window",
                                            Types.DURATION_KEPT,
                                            "a container that ran 10 s counts as started")
                                    .key("max_attempts", Types.COUNT_KEPT)))
                    .warned(
                            "placement",
                            Type.of(Element.named("placement")
                                    .key("constraints", Types.TEXTS)
                                    .key(
                                            "preferences",
                                            Type.list(
                                                    "a list",
                                                    Type.of(Element.named("a preference")
                                                            .key("spread", Types.TEXT))))
                                    .key("max_replicas_per_node", Types.COUNT)),
                            ONE_HOST))
            .orNull();

    private DeploySchema() {}

    private static Type updateConfig() {
        return Type.of(
                Element.named("update_config")
                        .key("parallelism", Types.COUNT_KEPT)
                        .keys(Types.DURATION, "delay", "monitor")
                        .key("failure_action", Types.TEXT)
                        .key("max_failure_ratio", Types.CPUS)
                        .partly(
                                "order",
                                ORDER,
                                "start-first is refused with a fixed address, the host's network, or a named volume both would write to"));
    }

    /** Replicas are rolled back one after the other, and there is nothing to fall back to after that. */
    private static Type rollbackConfig() {
        return Type.of(Element.named("rollback_config")
                .keys(Types.DURATION, "delay", "monitor")
                .key("order", ORDER)
                .warned("parallelism", Types.COUNT_KEPT, "replicas are rolled back one after the other")
                .warned("failure_action", Types.TEXT, "a rollback that fails stops there")
                .warned("max_failure_ratio", Types.CPUS, "a rollback that fails stops there"));
    }

    private static Element deviceRequest(String name) {
        return Element.named(name)
                .keys(Types.DISTINCT_TEXTS, "capabilities", "device_ids")
                .key("count", Types.INTEGER.as(Form.DEVICE_COUNT))
                .key("driver", Types.TEXT)
                .key("options", Types.LABELS);
    }
}
