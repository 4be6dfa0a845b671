/**
 * The OCI runtime specification 1.2 as this house uses it: a container as data, before anything runs. Start at {@link RuntimeSpec}, or
 * at {@link DefaultSpec} for what Docker would give a container. {@link SpecJson} writes and reads {@code config.json}; runc accepts it.
 * What the kernel is asked to do with a record is next door, in {@code cgroup}, {@code security} and the launcher; nothing here touches the host.
 */
@NullMarked
package io.jstack.runtime.oci;

import org.jspecify.annotations.NullMarked;
