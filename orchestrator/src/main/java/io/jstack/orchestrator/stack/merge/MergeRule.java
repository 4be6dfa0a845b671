package io.jstack.orchestrator.stack.merge;

import io.jstack.orchestrator.stack.tree.PathRules;

/** How two values meet where appending, replacing or merging key by key would be wrong. */
enum MergeRule {
    /** The later one, also when it is null. */
    REPLACE,
    /** Maps become lists of {@code name=value}, and lists are appended. */
    AS_LISTS,
    /** As lists, without what is already there: one host may have several addresses. */
    HOSTS,
    /** A path is a map with a context. */
    BUILD,
    /** A list of services is a map with the default condition. */
    DEPENDENCIES,
    /** A list of names is a map without values. */
    NAMES,
    LOGGING,
    POOLS;

    static final PathRules<MergeRule> TABLE = table();

    private static PathRules<MergeRule> table() {
        PathRules<MergeRule> rules = PathRules.none();
        for (String key : new String[] {
            "annotations",
            "build.args",
            "build.additional_contexts",
            "build.labels",
            "deploy.labels",
            "dns",
            "dns_opt",
            "dns_search",
            "env_file",
            "label_file",
            "environment",
            "labels",
            "volumes.[].volume.labels",
            "sysctls",
            "tmpfs"
        }) {
            rules.at("services.*." + key, AS_LISTS);
        }
        for (String key : new String[] {"command", "entrypoint", "healthcheck.test", "ulimits.*"}) {
            rules.at("services.*." + key, REPLACE);
        }
        return rules.at("networks.*.ipam.config", POOLS)
                .at("networks.*.labels", AS_LISTS)
                .at("volumes.*.labels", AS_LISTS)
                .at("services.*.build", BUILD)
                .at("services.*.build.extra_hosts", HOSTS)
                .at("services.*.extra_hosts", HOSTS)
                .at("services.*.depends_on", DEPENDENCIES)
                .at("services.*.logging", LOGGING)
                .at("services.*.models", NAMES)
                .at("services.*.networks", NAMES);
    }
}
