package io.jstack.runtime;

import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Seccomp;
import java.util.Optional;

/**
 * A process to start inside a running container.
 *
 * @param process who, what, where and with which rights; {@code terminal} is not looked at, {@code stdio} says it
 * @param seccomp the container's own filter, unless the exec is privileged
 */
public record ExecSpec(ProcessSpec process, Optional<Seccomp> seccomp, Stdio stdio) {}
