package io.jstack.runtime.cgroup;

import io.jstack.runtime.oci.Resources;
import java.util.List;

/**
 * What of some limits this host can keep.
 *
 * @param supported the limits without the impossible ones
 * @param missing a sentence for each limit left out, lower case, for a warning
 */
public record Fit(Resources supported, List<String> missing) {
    public Fit {
        missing = List.copyOf(missing);
    }
}
