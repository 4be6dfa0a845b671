package io.jstack.orchestrator.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service of a stack, in the groups its parts are used in.
 *
 * @param replicas {@code scale} or {@code deploy.replicas}; 0 is allowed
 * @param containerName {@code container_name}; then at most one replica
 * @param healthcheck as the file gives it; fields left open come from the image, then from the defaults
 * @param labels container labels of the file, without those the engine adds
 * @param hash digest of the canonical service and the contents of its configs and secrets: a change means recreate
 */
public record Service(
        String name,
        int replicas,
        Optional<String> containerName,
        ImageUse image,
        Execution execution,
        List<Dependency> dependsOn,
        Connectivity connectivity,
        Storage storage,
        Optional<Healthcheck> healthcheck,
        Lifecycle lifecycle,
        Resources resources,
        Security security,
        Logging logging,
        Map<String, String> labels,
        Map<String, String> annotations,
        Extension extension,
        String hash) {
    public Service {
        dependsOn = List.copyOf(dependsOn);
        labels = Ordered.copy(labels);
        annotations = Ordered.copy(annotations);
    }

    /**
     * Whether this service is restarted with {@code other}: {@code depends_on: restart: true}. Who only shares its network namespace keeps
     * that over the restart, with all sockets in it, and goes on.
     */
    public boolean follows(String other) {
        boolean shares = connectivity.mode() instanceof NetworkMode.OfService of
                && of.service().equals(other);
        return !shares
                && dependsOn.stream().anyMatch(d -> d.restart() && d.service().equals(other));
    }

    /**
     * The same service under another {@code container_name}, with other limits and another rule of restarting. Its hash stays: what is
     * changed so is changed in its container too.
     */
    public Service amended(Optional<String> otherName, Resources otherResources, Lifecycle otherLifecycle) {
        return new Service(
                name,
                replicas,
                otherName,
                image,
                execution,
                dependsOn,
                connectivity,
                storage,
                healthcheck,
                otherLifecycle,
                otherResources,
                security,
                logging,
                labels,
                annotations,
                extension,
                hash);
    }

    /** The same service with another number of replicas. */
    public Service withReplicas(int number) {
        return new Service(
                name,
                number,
                containerName,
                image,
                execution,
                dependsOn,
                connectivity,
                storage,
                healthcheck,
                lifecycle,
                resources,
                security,
                logging,
                labels,
                annotations,
                extension,
                hash);
    }
}
