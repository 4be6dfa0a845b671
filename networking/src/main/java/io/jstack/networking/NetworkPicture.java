package io.jstack.networking;

import java.nio.file.Path;
import java.util.List;

/**
 * All that should be true of this host's networks: what {@link Networks#observe} compares the kernel with.
 *
 * @param networks every network of every stack
 * @param attached every running container's endpoints
 * @param publications every published port
 */
public record NetworkPicture(List<NetworkState> networks, List<Attached> attached, List<Publication> publications) {
    public NetworkPicture {
        networks = List.copyOf(networks);
        attached = List.copyOf(attached);
        publications = List.copyOf(publications);
    }

    /**
     * An endpoint, and the way into its network namespace.
     *
     * @param endpoint what should be there
     * @param netns a file of the namespace: {@code /proc/PID/ns/net}, or {@code /proc/self/fd/N} of a kept descriptor
     */
    public record Attached(Endpoint endpoint, Path netns) {}
}
