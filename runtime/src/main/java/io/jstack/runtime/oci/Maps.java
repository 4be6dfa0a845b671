package io.jstack.runtime.oci;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Immutable maps in key order: records that are equal are also written equally. */
final class Maps {
    private Maps() {}

    static Map<String, String> sorted(Map<String, String> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
