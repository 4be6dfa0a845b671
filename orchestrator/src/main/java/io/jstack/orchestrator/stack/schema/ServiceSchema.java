package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;

/** {@code services.*}. */
final class ServiceSchema {
    private static final String WINDOWS = "of Windows only";

    private static final Element HOOK = hook("a hook").require("command");
    private static final Type HOOKS = Type.list("a list of hooks", Type.of(HOOK));
    private static final Type PRE_START = Type.list(
            "a list of hooks",
            Type.of(hook("a pre_start hook").key("image", Types.TEXT).key("per_replica", Types.FLAG)));

    private static final Type HEALTHCHECK = Type.of(Element.named("healthcheck")
            .key("test", Types.TEXTS.or(Types.TEXT).as(Form.TEST).expecting("a string or a list of strings"))
            .keys(Types.DURATION_KEPT, "interval", "timeout", "start_period", "start_interval")
            .key("retries", Types.NUMBER.as(Form.INTEGER_KEPT).between(0, Long.MAX_VALUE))
            .key("disable", Types.FLAG));

    private static final Type LOGGING = Type.of(Element.named("logging")
            .partly("driver", Types.TEXT, "json-file, local and none; others are refused")
            .partly("options", Types.OPTIONS_OR_NULL, "max-size and max-file; others are warned about"));

    private static final Type DEPENDS_ON = Types.DISTINCT_TEXTS
            .or(Types.named(
                    "a map",
                    Type.of(Element.named("a dependency")
                            .key(
                                    "condition",
                                    Types.TEXT.oneOf(
                                            "service_started", "service_healthy", "service_completed_successfully"))
                            .key("restart", Types.FLAG)
                            .key("required", Types.TRUE_OR_FALSE.as(Form.FLAG_KEPT))
                            .require("condition"))))
            .as(Form.PARTS)
            .expecting("a list of services or a map");

    private static final Type NETWORKS = Types.DISTINCT_TEXTS
            .or(Types.named(
                    "a map",
                    Type.of(Element.named("a network attachment")
                                    .keys(Types.DISTINCT_TEXTS, "aliases")
                                    .warned("link_local_ips", Types.DISTINCT_TEXTS, "no link-local address is given")
                                    .keys(Types.TEXT, "interface_name", "ipv4_address", "mac_address")
                                    .warned("ipv6_address", Types.TEXT, "containers get IPv4 addresses only")
                                    .warned("driver_opts", Types.OPTIONS, "the bridge driver has none for an endpoint")
                                    .key("priority", Types.WHOLE_NUMBER)
                                    .key("gw_priority", Types.WHOLE_NUMBER))
                            .orNull()))
            .as(Form.PARTS)
            .expecting("a list of networks or a map");

    private static final Type MODELS = Types.DISTINCT_TEXTS
            .or(Types.named(
                    "a map",
                    Type.of(Element.named("a model binding").keys(Types.TEXT, "endpoint_var", "model_var"))
                            .orNull()))
            .as(Form.PARTS)
            .expecting("a list of models or a map");

    private static final Type ENV_FILE = Types.TEXT
            .or(Type.list(
                    "a list",
                    Types.TEXT.or(Type.of(Element.named("an env file")
                            .keys(Types.TEXT, "path", "format")
                            .key("required", Types.FLAG.as(Form.FLAG_UNLESS_TRUE))
                            .require("path")
                            .withoutExtensions()))))
            .as(Form.PARTS)
            .expecting("a path or a list of paths");

    private static final Type EXTENDS = Types.TEXT
            .or(Type.of(Element.named("extends")
                    .keys(Types.TEXT, "service", "file")
                    .require("service")
                    .withoutExtensions()))
            .as(Form.PARTS)
            .expecting("a service or a map");

    private static final Type PROVIDER = Type.of(Element.named("provider")
            .key("type", Types.TEXT)
            .key(
                    "options",
                    Type.map("a map", optionValue().or(Type.list("a list", optionValue())))
                            .as(Form.MULTI_OPTIONS))
            .require("type"));

    private static final Type DEVELOP = Type.of(Element.named("develop")
                    .key(
                            "watch",
                            Type.list(
                                    "a list",
                                    Type.of(Element.named("a watch rule")
                                            .keys(Types.TEXT_OR_TEXTS, "ignore", "include")
                                            .keys(Types.TEXT, "path", "target")
                                            .key(
                                                    "action",
                                                    Types.TEXT.oneOf(
                                                            "rebuild", "sync", "restart", "sync+restart", "sync+exec"))
                                            .key("exec", Type.of(hook("exec").require("command")))
                                            .key("initial_sync", Types.TRUE_OR_FALSE)
                                            .require("path", "action")))))
            .orNull();

    static final Element SERVICE = part1(Element.named("a service").key(ExtensionSchema.KEY, ExtensionSchema.SERVICE));

    private ServiceSchema() {}

    private static Element part1(Element service) {
        return part2(service.key("image", Types.TEXT)
                .key("build", BuildSchema.BUILD)
                .keys(Types.COMMAND, "command", "entrypoint")
                .key("environment", Types.ENVIRONMENT)
                .key("env_file", ENV_FILE)
                .key("ports", MountSchema.PORTS)
                .key("expose", Types.NUMBERS_OR_TEXTS)
                .key("volumes", MountSchema.VOLUMES)
                .key("volumes_from", Types.DISTINCT_TEXTS)
                .key("tmpfs", Types.TEXT_OR_TEXTS)
                .key("networks", NETWORKS)
                .partly("network_mode", Types.TEXT, "bridge and default mean the stack's own network, with a warning")
                .key("depends_on", DEPENDS_ON)
                .key("links", Types.DISTINCT_TEXTS)
                .key("external_links", Types.DISTINCT_TEXTS)
                .key("extra_hosts", Types.HOSTS)
                .key("healthcheck", HEALTHCHECK)
                .key("restart", Types.TEXT)
                .key("deploy", DeploySchema.DEPLOY)
                .key("scale", Types.INTEGER_KEPT)
                .key("configs", Types.FILE_MOUNTS)
                .key("secrets", Types.FILE_MOUNTS)
                .key("profiles", Types.DISTINCT_TEXTS)
                .key("extends", EXTENDS)
                .keys(Types.LABELS, "labels", "sysctls")
                .key("annotations", Types.LABELS)
                .key("label_file", Types.TEXT_OR_FREE_TEXTS)
                .key("logging", LOGGING)
                .key("container_name", Types.TEXT.matching("[a-zA-Z0-9][a-zA-Z0-9_.-]+"))
                .keys(Types.TEXT, "hostname", "domainname", "mac_address", "user", "working_dir")
                .partly(
                        "pull_policy",
                        Types.TEXT
                                .matching(
                                        "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+")
                                .expecting(
                                        "always, never, build, missing, if_not_present, refresh, daily, weekly or every_<duration>"),
                        "refresh and every_<duration> are taken as always, with a warning")
                .warned("pull_refresh_after", Types.TEXT, "use pull_policy: every_<duration>")
                .partly("platform", Types.TEXT, "linux/amd64; others are refused")
                .keys(Types.TEXT, "stop_signal")
                .key("stop_grace_period", Types.DURATION_KEPT));
    }

    private static Element part2(Element service) {
        return part3(service.key("init", Types.FLAG_KEPT)
                .keys(Types.FLAG, "privileged", "read_only", "stdin_open", "tty", "oom_kill_disable")
                .key("attach", Types.FLAG_KEPT)
                .keys(Types.DISTINCT_TEXTS, "cap_add", "cap_drop", "dns_opt")
                .partly(
                        "security_opt",
                        Types.DISTINCT_TEXTS,
                        "no-new-privileges, seccomp, label and apparmor unconfined; others are refused")
                .key("group_add", Types.NUMBERS_OR_TEXTS)
                .keys(Types.TEXT_OR_TEXTS, "dns", "dns_search")
                .partly(
                        "devices",
                        MountSchema.DEVICES,
                        "nodes of the host; names of the Container Device Interface are refused")
                .key("device_cgroup_rules", Types.DISTINCT_TEXTS)
                .key("cgroup", Types.TEXT.oneOf("host", "private"))
                .key("cgroup_parent", Types.TEXT)
                .partly(
                        "ipc",
                        Types.TEXT,
                        "private, shareable, none, host, service: and container:; others are refused")
                .partly("uts", Types.TEXT, "host; others are refused")
                .partly("userns_mode", Types.TEXT, "host; others are refused")
                .partly("runtime", Types.TEXT, "runc, crun, io.containerd.runc.v2 and paths; others are refused")
                .partly("pid", Types.TEXT.orNull(), "private, host, service: and container:; others are refused")
                .key("ulimits", Types.ULIMITS)
                .key("shm_size", Types.SIZE)
                .keys(Types.SIZE, "mem_limit", "memswap_limit")
                .keys(Types.SIZE_INTEGER, "mem_reservation", "mem_swappiness")
                .keys(Types.WHOLE_NUMBER, "cpu_shares", "cpu_quota", "cpu_period", "pids_limit")
                .key("cpus", Types.CPUS)
                .key("cpuset", Types.TEXT)
                .key(
                        "oom_score_adj",
                        Type.scalar("an integer from -1000 to 1000", Form.INTEGER, Kind.INTEGER, Kind.STRING)
                                .between(-1000, 1000))
                .key("blkio_config", blockIo())
                .keys(HOOKS, "post_start", "pre_stop")
                .key("pre_start", PRE_START)
                .key("develop", DEVELOP));
    }

    private static Element part3(Element service) {
        return service.warned("cpu_count", Types.INTEGER.between(0, Long.MAX_VALUE), WINDOWS)
                .warned(
                        "cpu_percent",
                        Type.scalar("an integer from 0 to 100", Form.NUMBER, Kind.INTEGER, Kind.FLOAT, Kind.STRING)
                                .between(0, 100),
                        WINDOWS)
                .warned("isolation", Types.TEXT, WINDOWS)
                .refused(
                        "credential_spec",
                        Type.of(Element.named("credential_spec").keys(Types.TEXT, "config", "file", "registry")),
                        WINDOWS)
                .warned("cpu_rt_period", Types.WHOLE_NUMBER, "realtime scheduling is not set up")
                .warned("cpu_rt_runtime", Types.WHOLE_NUMBER, "realtime scheduling is not set up")
                .warned(
                        "storage_opt",
                        Type.map("a map", Type.ANYTHING).as(Form.LABELS),
                        "the overlay file system has no limit of its own")
                .refused("gpus", DeploySchema.GPUS, "no GPU support yet")
                .refused("models", MODELS, "no model runner")
                .refused("provider", PROVIDER, "external providers are not run")
                .partly(
                        "use_api_socket",
                        Types.TRUE_OR_FALSE,
                        "jstack's own; credentials for registries are not handed on");
    }

    private static Type blockIo() {
        Type rates = Type.list(
                "a list",
                Type.of(Element.named("a device rate")
                        .key("path", Types.TEXT)
                        .key("rate", Types.SIZE_INTEGER)
                        .withoutExtensions()));
        return Type.of(Element.named("blkio_config")
                .key("weight", Types.COUNT)
                .key(
                        "weight_device",
                        Type.list(
                                "a list",
                                Type.of(Element.named("a device weight")
                                        .key("path", Types.TEXT)
                                        .key("weight", Types.COUNT_KEPT)
                                        .withoutExtensions())))
                .keys(rates, "device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops")
                .withoutExtensions());
    }

    private static Element hook(String name) {
        return Element.named(name)
                .key("command", Types.COMMAND)
                .keys(Types.TEXT, "user", "working_dir")
                .key("privileged", Types.FLAG)
                .key("environment", Types.ENVIRONMENT);
    }

    private static Type optionValue() {
        return Type.scalar(
                "a string, a number or a boolean", Form.RAW, Kind.STRING, Kind.INTEGER, Kind.FLOAT, Kind.BOOLEAN);
    }
}
