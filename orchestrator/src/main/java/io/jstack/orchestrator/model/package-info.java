/**
 * The stack as it was asked for: immutable records, decoded from the canonical form of a Compose file. Start at {@link Stack}. Names
 * and meanings are the Compose Specification's; every default that does not depend on the host or the image is already applied. No
 * parsing, no host, no clock here.
 */
@NullMarked
package io.jstack.orchestrator.model;

import org.jspecify.annotations.NullMarked;
