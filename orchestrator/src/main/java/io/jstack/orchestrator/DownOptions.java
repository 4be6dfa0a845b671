package io.jstack.orchestrator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How {@code down} goes about it.
 *
 * @param services only these, without networks and volumes; empty: the whole project
 * @param volumes whether named and anonymous volumes go too; external ones never do
 * @param timeout grace for stopping, instead of each service's
 * @param orphans whether containers of services the stack no longer has are removed
 * @param images which images are removed too
 * @param holder who asks
 */
public record DownOptions(
        List<String> services,
        Volumes volumes,
        Optional<Duration> timeout,
        UpOptions.Orphans orphans,
        Images images,
        String holder) {
    public static final DownOptions DEFAULT =
            new DownOptions(List.of(), Volumes.KEEP, Optional.empty(), UpOptions.Orphans.WARN, Images.KEEP, "down");

    public DownOptions {
        services = List.copyOf(services);
    }

    /** {@code -v}. */
    public enum Volumes {
        KEEP,
        REMOVE
    }

    /** {@code --rmi}. */
    public enum Images {
        KEEP,
        /** Those jstack named itself: services that only have {@code build}. */
        LOCAL,
        ALL
    }
}
