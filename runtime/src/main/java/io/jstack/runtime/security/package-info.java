/**
 * What a container may do to the kernel beneath it: which capabilities it keeps ({@link CapabilityRules}) and which system calls it may
 * make. A {@link SeccompProfile} is Docker's kind of profile, with conditions; it resolves to the OCI record, and a {@link
 * SeccompFilter} is that record compiled to the bytes which the launcher gives to seccomp(2). Nothing here changes the calling process.
 */
@NullMarked
package io.jstack.runtime.security;

import org.jspecify.annotations.NullMarked;
