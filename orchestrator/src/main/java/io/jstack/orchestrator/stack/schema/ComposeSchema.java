package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/** The top level of a stack file, and its networks, volumes, configs, secrets and models. */
public final class ComposeSchema {
    private static final String NO_OBJECT = "it is mounted, and not an object of its own";

    private static final Element POOL = Element.named("an address pool")
            .partly("subnet", Types.TEXT, "one IPv4 subnet a network; IPv6 ones are warned about")
            .keys(Types.TEXT, "ip_range", "gateway")
            .key("aux_addresses", Types.TEXT_MAP);

    private static final Element NETWORK = Element.named("a network")
            .key("name", Types.TEXT)
            .partly("driver", Types.TEXT, "bridge; others are refused")
            .partly("driver_opts", Types.OPTIONS, "com.docker.network.driver.mtu; others are warned about")
            .key(
                    "ipam",
                    Type.of(Element.named("ipam")
                            .warned("driver", Types.TEXT, "jstack hands out addresses itself")
                            .key("config", Type.list("a list", Type.of(POOL)))
                            .warned("options", Types.TEXT_MAP, "jstack hands out addresses itself")))
            .key("external", Types.external())
            .key("internal", Types.FLAG)
            .partly("attachable", Types.FLAG, "true is warned about: of Swarm's overlay networks only")
            .partly("enable_ipv4", Types.FLAG_KEPT, "false is refused")
            .partly("enable_ipv6", Types.FLAG_KEPT, "true is warned about: containers get IPv4 addresses only")
            .key("labels", Types.LABELS);

    private static final Element VOLUME = Element.named("a volume")
            .key("name", Types.TEXT)
            .partly("driver", Types.TEXT, "local; others are refused")
            .partly("driver_opts", Types.OPTIONS, "binds of a host directory, uid, gid, mode; other mounts are refused")
            .key("external", Types.external())
            .key("labels", Types.LABELS)
            .key(ExtensionSchema.KEY, ExtensionSchema.VOLUME);

    private static final Element SECRET = Element.named("a secret")
            .keys(Types.TEXT, "name", "environment", "file")
            .refused("external", Types.external(), "there is no store of secrets: give it a file or environment")
            .warned("labels", Types.LABELS, NO_OBJECT)
            .refused("driver", Types.TEXT, "no secret drivers")
            .refused("driver_opts", Types.OPTIONS, "no secret drivers")
            .refused("template_driver", Types.TEXT, "no template drivers");

    private static final Element CONFIG = Element.named("a config")
            .keys(Types.TEXT, "name", "content", "environment", "file")
            .refused(
                    "external",
                    Types.external(),
                    "there is no store of configs: give it a file, content or environment")
            .warned("labels", Types.LABELS, NO_OBJECT)
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
            .refused("models", Types.named("a map of models", Type.of(MODEL)), "no model runner")
            .key(ExtensionSchema.KEY, ExtensionSchema.STACK);

    private ComposeSchema() {}

    /**
     * Every key of the specification by its path, as {@code services.*.healthcheck.test}, in the schema's order: what
     * docs/compatibility.md is made from. What stands below a key that has no effect has none either.
     */
    public static Map<String, Element.Key> keys() {
        Map<String, Element.Key> all = new LinkedHashMap<>();
        collect("", STACK, Verdict.IMPLEMENTED, all);
        return all;
    }

    private static void collect(String path, Element element, Verdict above, Map<String, Element.Key> all) {
        element.keys().values().forEach(key -> {
            Verdict verdict = above.kind() == Verdict.Kind.IMPLEMENTED ? key.verdict() : above;
            all.put(path + key.name(), new Element.Key(key.name(), key.type(), verdict));
            collect(path + key.name(), key.type(), verdict, all);
        });
    }

    private static void collect(String path, Type type, Verdict above, Map<String, Element.Key> all) {
        type.element().ifPresent(element -> collect(path + ".", element, above, all));
        type.values().ifPresent(values -> collect(path + ".*", values, above, all));
        type.items().ifPresent(items -> collect(path + "[]", items, above, all));
    }
}
