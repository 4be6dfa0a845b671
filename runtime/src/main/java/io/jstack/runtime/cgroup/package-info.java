/**
 * What a container may use, and what it did use: control groups, cgroups(7), of both versions and of hosts that mix them. Start at
 * {@link Cgroups#detect}; a {@link Cgroup} is one container's group in every hierarchy at once. Limits are the OCI record {@link
 * io.jstack.runtime.oci.Resources}, turned into {@link Setting}s, which are pure data: written, and read back to see drift. Nothing here
 * moves a thread of the engine: the launcher does, by the paths it is given.
 */
@NullMarked
package io.jstack.runtime.cgroup;

import org.jspecify.annotations.NullMarked;
