package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;

/** {@code build}. */
final class BuildSchema {
    private static final Type ATTESTATION =
            Type.scalar("a string or true or false", Form.TEXT, Kind.STRING, Kind.BOOLEAN);

    static final Type BUILD = Types.TEXT
            .or(Type.of(Element.named("build")
                    .keys(Types.TEXT, "dockerfile", "dockerfile_inline", "network", "target")
                    .partly("context", Types.TEXT, "a git repository is refused when it is to be built")
                    .key("args", Types.ENVIRONMENT)
                    .key("labels", Types.LABELS)
                    .partly("additional_contexts", Types.LABELS, "a URL is refused when it is to be built")
                    .key("tags", Types.TEXTS)
                    .key("extra_hosts", Types.HOSTS)
                    .keys(Types.FLAG, "no_cache", "pull")
                    .key("secrets", Types.FILE_MOUNTS)
                    .key("shm_size", Types.SIZE_INTEGER)
                    .partly("platforms", Types.TEXTS, "this machine's; others are refused when they are to be built")
                    .partly("ssh", Types.SSH, "an agent's socket; a key file is refused")
                    .warned("cache_from", Types.TEXT_OR_FREE_TEXTS, "the local build cache is used")
                    .warned("cache_to", Types.TEXT_OR_FREE_TEXTS, "the local build cache is used")
                    .warned("no_cache_filter", Types.TEXT_OR_FREE_TEXTS, "all stages use the cache; see no_cache")
                    .warned("entitlements", Types.TEXTS, "build steps get no further rights")
                    .warned("provenance", ATTESTATION, "no attestation is made")
                    .warned("sbom", ATTESTATION, "no attestation is made")
                    .warned("isolation", Types.TEXT, "of Windows only")
                    .warned("privileged", Types.FLAG, "build steps run with the default rights")
                    .warned("ulimits", Types.ULIMITS, "build steps run with the default limits")))
            .expecting("a path or a map")
            .as(Form.PARTS);

    private BuildSchema() {}
}
