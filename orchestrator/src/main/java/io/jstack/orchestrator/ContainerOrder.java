package io.jstack.orchestrator;

import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import java.util.Optional;

/**
 * A container to be made.
 *
 * @param service as it shall be: of a one-off, with the overrides of {@code run} applied
 * @param name the container's name, {@code <project>-<service>-<number>} unless {@code container_name} says otherwise
 * @param number of the replica, from 1; 0 for a one-off
 * @param hash what {@link Observed.OfContainer#hash()} shall show
 * @param imageId the image to use
 * @param kind a replica, or a one-off of {@code run}
 * @param predecessor the container this one replaces: it may still run under the same name; its addresses and, unless renewed, its
 *     anonymous volumes are carried over
 * @param succession whether that one is stopped before this one starts
 * @param anonymousVolumes {@code REMOVE}: fresh ones instead of the predecessor's
 */
public record ContainerOrder(
        Stack stack,
        Service service,
        String name,
        int number,
        String hash,
        String imageId,
        Kind kind,
        Optional<ContainerId> predecessor,
        Succession succession,
        Engine.AnonymousVolumes anonymousVolumes) {
    /** How a container follows its predecessor. */
    public enum Succession {
        /** It starts when the predecessor has ended, at its addresses. */
        AFTER,
        /** Both run until {@link Engine#switchPorts}: it has the replica's second addresses and none of its ports. */
        BESIDE
    }

    /** What the container is for. */
    public sealed interface Kind {}

    /** One of the service's containers. */
    public record Replica() implements Kind {}

    /**
     * A container of {@code run}: it has none of the service's names and links to it, and no fixed addresses.
     *
     * @param slug unique, hexadecimal
     * @param useAliases give it the service's network aliases after all
     */
    public record OneOff(String slug, boolean useAliases) implements Kind {}
}
