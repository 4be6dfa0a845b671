package io.jstack.images.source;

/** When an image is asked for at its source: Compose {@code pull_policy}, {@code docker run --pull}. */
public enum PullWhen {
    /** Only when it is not here. */
    MISSING,
    /** Each time; what is made here is made once all the same. */
    ALWAYS,
    NEVER
}
