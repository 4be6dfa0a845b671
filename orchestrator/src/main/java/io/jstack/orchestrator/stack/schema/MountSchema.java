package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;

/** Entries of {@code volumes}, {@code ports} and {@code devices} of a service. */
final class MountSchema {
    static final Type VOLUMES = Type.list(
                    "a list",
                    Types.TEXT.or(Type.of(Element.named("a volume")
                            .key("type", Types.TEXT.oneOf("bind", "volume", "tmpfs", "cluster", "npipe", "image"))
                            .keys(Types.TEXT, "source", "target")
                            .key("read_only", Types.FLAG)
                            .warned("consistency", Types.TEXT, "of Docker Desktop only")
                            .key(
                                    "bind",
                                    Type.of(Element.named("bind")
                                            .key("propagation", Types.TEXT)
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
                                            .key(
                                                    "size",
                                                    Types.SIZE_INTEGER.expecting("a integer or a size such as 64m"))
                                            .key("mode", Types.NUMBER.as(Form.INTEGER))))
                            .key("image", Type.of(Element.named("image").key("subpath", Types.TEXT)))
                            .require("type"))))
            .distinct();

    static final Type PORTS = Type.list(
                    "a list",
                    Type.scalar("a port", Form.TEXT, Kind.STRING, Kind.INTEGER, Kind.FLOAT)
                            .or(Type.of(Element.named("a port")
                                    .keys(Types.TEXT, "name", "mode", "host_ip", "protocol", "app_protocol")
                                    .key("target", Types.INTEGER)
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
