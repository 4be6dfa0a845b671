package io.jstack.networking;

import java.util.List;
import java.util.Optional;

/**
 * A container on a network, as it stands.
 *
 * @param spec what was asked for
 * @param hostLink the name of the host's end of the veth pair
 */
public record Endpoint(EndpointSpec spec, String hostLink) {
    /**
     * The endpoint that published ports must lead to: answers leave by the default route, and an internal network lets no one in. The first
     * where none has the default route; empty where there is none at all.
     */
    public static Optional<Endpoint> publishing(List<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.spec().traits().contains(EndpointSpec.Trait.DEFAULT_ROUTE))
                .findFirst()
                .or(() -> endpoints.stream().findFirst());
    }
}
