/**
 * Images from and to registries (OCI distribution spec, Docker registry v2). Start at {@link io.jstack.images.registry.RegistryPull}.
 * References' paths, credentials and tokens are land.oras's; manifests are read here, from their own bytes, and every blob is counted and
 * hashed on its way to a part file that a broken transfer resumes. What arrives goes into the store next door.
 */
@NullMarked
package io.jstack.images.registry;

import org.jspecify.annotations.NullMarked;
