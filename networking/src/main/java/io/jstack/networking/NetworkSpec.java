package io.jstack.networking;

import java.util.Map;
import java.util.Optional;

/**
 * A network as its file wants it.
 *
 * @param project the Compose project that owns it
 * @param name its full name on this host, {@code web-db_default}: what links and rules derive their names from
 * @param id 64 hex digits, shown to people; nothing in the kernel depends on it
 * @param reach how far its containers get
 * @param ipam what the file says about addresses
 * @param mtu bytes of a packet on its links, from {@code com.docker.network.driver.mtu}; absent: that of the default route's link
 * @param labels the user's, kept for inspection
 */
public record NetworkSpec(
        String project,
        String name,
        String id,
        Reach reach,
        Ipam ipam,
        Optional<Integer> mtu,
        Map<String, String> labels) {
    public NetworkSpec {
        labels = Map.copyOf(labels);
        if (mtu.isPresent() && (mtu.get() < 68 || mtu.get() > 65535)) {
            throw new IllegalArgumentException("an mtu is 68 to 65535 (RFC 791), not " + mtu.get());
        }
    }

    /** A network of which the file says nothing but that it is there. */
    public static NetworkSpec of(String project, String name, String id) {
        return new NetworkSpec(project, name, id, Reach.OUTSIDE, Ipam.ANY, Optional.empty(), Map.of());
    }
}
