package io.jstack.orchestrator.stack.yaml;

import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Leaves plain scalars alone: {@link PlainScalar} decides what they mean, so that the parser cannot bring in YAML 1.1's rules. */
final class CoreResolver extends Resolver {
    /** Given to every scalar that is neither quoted nor tagged. */
    static final Tag PLAIN = new Tag("tag:jstack.io,2026:plain");

    @Override
    protected void addImplicitResolvers() {
        // none: see resolve
    }

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
        return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
    }
}
