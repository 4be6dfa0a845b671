package io.jstack.orchestrator.model;

import java.util.Optional;

/**
 * A service's use of a config or secret.
 *
 * @param source its key in the stack
 * @param target the path in the container, absolute
 * @param uid numeric owner; empty: the container's user for secrets, 0 for configs
 * @param mode permission bits; empty: 0444 (0400 for secrets owned by the container's user)
 */
public record FileMount(
        String source, String target, Optional<Integer> uid, Optional<Integer> gid, Optional<Integer> mode) {}
