package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;

/** Entries of {@code volumes}, {@code ports} and {@code devices} of a service. */
final class MountSchema {
    private static final String DOCUMENTATION = "documentation only, as in docker compose";

    static final Type VOLUMES = Type.list(
                    "a list",
                    Types.TEXT.or(Type.of(Element.named("a volume")
                            .partly(
                                    "type",
                                    Types.TEXT.oneOf("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
                                    "bind, volume and tmpfs; others are refused")
                            .keys(Types.TEXT, "source", "target")
                            .key("read_only", Types.FLAG)
                            .warned("consistency", Types.TEXT, "of Docker Desktop only")
                            .key(
                                    "bind",
                                    Type.of(Element.named("bind")
                                            .partly(
                                                    "propagation",
                                                    Types.TEXT,
                                                    "shared and rshared are refused: a container's mounts never reach the host")
                                            .key("create_host_path", Types.FLAG.as(Form.FLAG_UNLESS_TRUE))
                                            .warned(
                                                    "recursive",
                                                    Types.TEXT.oneOf("enabled", "disabled", "writable", "readonly"),
                                                    "binds are recursive, and read-only as a whole")
                                            .warned("selinux", Types.TEXT.oneOf("z", "Z"), "files are not relabelled")))
                            .key(
                                    "volume",
                                    Type.of(Element.named("volume")
                                            .warned(
                                                    "labels",
                                                    Types.LABELS,
                                                    "volumes carry the labels of their declaration")
                                            .key("nocopy", Types.FLAG)
                                            .key("subpath", Types.TEXT)))
                            .key(
                                    "tmpfs",
                                    Type.of(Element.named("tmpfs")
                                            .key("size", Types.SIZE_INTEGER.between(0, Long.MAX_VALUE))
                                            .key("mode", Types.MODE.as(Form.INTEGER))))
                            .refused(
                                    "image",
                                    Type.of(Element.named("image").key("subpath", Types.TEXT)),
                                    "no mounts of type image")
                            .require("type"))))
            .distinct();

    static final Type PORTS = Type.list(
                    "a list",
                    Type.scalar("a port", Form.TEXT, Kind.STRING, Kind.INTEGER, Kind.FLOAT)
                            .or(Type.of(Element.named("a port")
                                    .key("host_ip", Types.TEXT)
                                    .partly("protocol", Types.TEXT, "tcp and udp; others are refused")
                                    .partly("name", Types.TEXT, DOCUMENTATION)
                                    .partly("app_protocol", Types.TEXT, DOCUMENTATION)
                                    .partly("mode", Types.TEXT, "on one machine ingress and host are the same")
                                    .key("target", Types.COUNT)
                                    .key(
                                            "published",
                                            Type.scalar("a port or a range", Form.TEXT, Kind.STRING, Kind.INTEGER))))
                            .as(Form.PARTS))
            .distinct()
            .expecting("an array: a list of ports");

    static final Type DEVICES = Type.list(
            "a list",
            Types.TEXT.or(Type.of(Element.named("a device")
                    .keys(Types.TEXT, "source", "target", "permissions")
                    .require("source"))));

    private MountSchema() {}
}
