package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;

/** {@code x-jstack}: what this program adds to the specification. It is checked like the rest, and ignored by every other reader. */
public final class ExtensionSchema {
    public static final String KEY = "x-jstack";

    private static final Type PORT =
            Type.scalar("a port", Form.INTEGER_KEPT, Kind.INTEGER, Kind.STRING).between(1, 65535);

    private static final Element HEALTH = Element.named("a health probe")
            .key(
                    "tcp",
                    PORT.or(Type.of(Element.named("a tcp probe")
                                    .key("port", PORT)
                                    .require("port")
                                    .withoutExtensions()))
                            .expecting("a port, or a map"))
            .key(
                    "http",
                    PORT.or(Type.of(Element.named("an http probe")
                                    .key("port", PORT)
                                    .key("path", Types.TEXT)
                                    .key("timeout", Types.DURATION_KEPT)
                                    .require("port")
                                    .withoutExtensions()))
                            .expecting("a port, or a map"))
            .withoutExtensions();

    /** Of a service. */
    static final Type SERVICE = Type.of(shared("x-jstack of a service").key("health", Type.of(HEALTH)));

    /** Of the stack: for each service that does not say it itself. */
    static final Type STACK = Type.of(shared("x-jstack of the stack"));

    /** Of a volume. */
    static final Type VOLUME = Type.of(
            Element.named("x-jstack of a volume").key("shared", Types.FLAG).withoutExtensions());

    private ExtensionSchema() {}

    private static Element shared(String name) {
        return Element.named(name)
                .keys(Types.FLAG_KEPT, "keep", "link_env")
                .key("publish", Types.TEXT)
                .withoutExtensions();
    }
}
