package io.jstack.volumes;

/** Compose's {@code volume.nocopy}: whether a fresh volume takes over what the image holds at the target. */
public enum CopyImageData {
    WHEN_EMPTY,
    NEVER
}
