package io.jstack.volumes;

import java.util.List;

/** Tells which containers, running or not, mount a volume. The engine answers from its container records. */
@FunctionalInterface
public interface VolumeUsers {
    /** Container names, for people; empty when the volume is free. */
    List<String> of(String volume);
}
