package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/** The top level of a stack file, and its networks, volumes, configs, secrets and models. */
public final class ComposeSchema {
    private static final Element POOL = Element.named("an address pool")
            .keys(Types.TEXT, "subnet", "ip_range", "gateway")
            .key("aux_addresses", Types.TEXT_MAP);

    private static final Element NETWORK = Element.named("a network")
            .keys(Types.TEXT, "name", "driver")
            .key("driver_opts", Types.OPTIONS)
            .key(
                    "ipam",
                    Type.of(Element.named("ipam")
                            .warned("driver", Types.TEXT, "jstack hands out addresses itself")
                            .key("config", Type.list("a list", Type.of(POOL)))
                            .warned("options", Types.TEXT_MAP, "jstack hands out addresses itself")))
            .key("external", Types.external())
            .keys(Types.FLAG, "internal", "attachable")
            .keys(Types.FLAG_KEPT, "enable_ipv4", "enable_ipv6")
            .key("labels", Types.LABELS);

    private static final Element VOLUME = Element.named("a volume")
            .keys(Types.TEXT, "name", "driver")
            .key("driver_opts", Types.OPTIONS)
            .key("external", Types.external())
            .key("labels", Types.LABELS);

    private static final Element SECRET = Element.named("a secret")
            .keys(Types.TEXT, "name", "environment", "file")
            .key("external", Types.external())
            .key("labels", Types.LABELS)
            .refused("driver", Types.TEXT, "no secret drivers")
            .refused("driver_opts", Types.OPTIONS, "no secret drivers")
            .refused("template_driver", Types.TEXT, "no template drivers");

    private static final Element CONFIG = Element.named("a config")
            .keys(Types.TEXT, "name", "content", "environment", "file")
            .key("external", Types.external())
            .key("labels", Types.LABELS)
            .refused("template_driver", Types.TEXT, "no template drivers");

    private static final Element MODEL = Element.named("a model")
            .keys(Types.TEXT, "name", "model")
            .key("context_size", Type.scalar("an integer", Form.INTEGER, Kind.INTEGER))
            .key("runtime_flags", Types.TEXTS)
            .require("model");

    private static final Type INCLUDE = Types.TEXT.or(Type.of(Element.named("an include")
            .keys(Types.TEXT_OR_TEXTS, "path", "env_file")
            .key("project_directory", Types.TEXT)
            .withoutExtensions()));

    /** The whole file. */
    public static final Element STACK = Element.named("a stack file")
            .warned("version", Types.TEXT, "obsolete")
            .key("name", Types.TEXT)
            .key("include", Type.list("a list", INCLUDE))
            .key("services", Types.named("a map of services", Type.of(ServiceSchema.SERVICE)))
            .key("networks", Types.named("a map of networks", Type.of(NETWORK).orNull()))
            .key("volumes", Types.named("a map of volumes", Type.of(VOLUME).orNull()))
            .key("secrets", Types.named("a map of secrets", Type.of(SECRET)))
            .key("configs", Types.named("a map of configs", Type.of(CONFIG)))
            .refused("models", Types.named("a map of models", Type.of(MODEL)), "no model runner");

    private ComposeSchema() {}

    /**
     * Every key of the specification by its path, as {@code services.*.healthcheck.test}, in the schema's order: what
     * docs/compatibility.md is made from.
     */
    public static Map<String, Element.Key> keys() {
        Map<String, Element.Key> all = new LinkedHashMap<>();
        collect("", STACK, all);
        return all;
    }

    private static void collect(String path, Element element, Map<String, Element.Key> all) {
        element.keys().values().forEach(key -> {
            all.put(path + key.name(), key);
            collect(path + key.name(), key.type(), all);
        });
    }

    private static void collect(String path, Type type, Map<String, Element.Key> all) {
        type.element().ifPresent(element -> collect(path + ".", element, all));
        type.values().ifPresent(values -> collect(path + ".*", values, all));
        type.items().ifPresent(items -> collect(path + "[]", items, all));
    }
}
