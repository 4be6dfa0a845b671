package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Volume;
import io.jstack.values.ContainerId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One change to the host, and why. An action is data until {@link Hands} carry it out. */
public sealed interface Action {
    Cause cause();

    /** What is done: {@code create}. */
    String verb();

    /** What it is done to: {@code container}, {@code network}, {@code volume}, {@code image}, {@code service}. */
    String resource();

    /** Which one, as plans say it: {@code db-1}, {@code backend}. */
    String name();

    CompletionStage<?> applyTo(Hands hands);

    /** The replica it is done to, where it is one. */
    default Optional<Replica> replicaOf() {
        return Optional.empty();
    }

    /** The action as a plan prints it, without cause: {@code create network backend}, {@code start db-1}. */
    default String text() {
        boolean plain = resource().equals("container") || resource().equals("service");
        return verb() + " " + (plain ? "" : resource() + " ") + name();
    }

    /** One on a replica's container. */
    sealed interface OnContainer extends Action {
        Replica replica();

        @Override
        default String resource() {
            return "container";
        }

        @Override
        default String name() {
            return replica().toString();
        }

        @Override
        default Optional<Replica> replicaOf() {
            return Optional.of(replica());
        }
    }

    /** Gets the service's image into the store. */
    record EnsureImage(Service service, ImageWhen when, Cause cause) implements Action {
        @Override
        public String verb() {
            return when == ImageWhen.BUILD
                            || when == ImageWhen.PULL_AND_BUILD
                            || (service.image().build().isPresent() && when == ImageWhen.MISSING)
                    ? "build"
                    : "pull";
        }

        @Override
        public String resource() {
            return "image";
        }

        @Override
        public String name() {
            return service.image().reference();
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.ensureImage(this);
        }
    }

    /**
     * Makes the network, or what is missing of it.
     *
     * @param verb {@code create}, {@code find} (external) or {@code repair}
     */
    record EnsureNetwork(Network network, String hash, int addresses, String verb, Cause cause) implements Action {
        @Override
        public String resource() {
            return "network";
        }

        @Override
        public String name() {
            return network.key();
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.ensureNetwork(this);
        }
    }

    /** Replaces a network that was made otherwise; nothing runs in it any more. */
    record RecreateNetwork(Network network, String hash, int addresses, Cause cause) implements Action {
        @Override
        public String verb() {
            return "recreate";
        }

        @Override
        public String resource() {
            return "network";
        }

        @Override
        public String name() {
            return network.key();
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.recreateNetwork(this);
        }
    }

    /**
     * Removes a network.
     *
     * @param name its name on the host
     */
    record RemoveNetwork(String name, Cause cause) implements Action {
        @Override
        public String verb() {
            return "remove";
        }

        @Override
        public String resource() {
            return "network";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.removeNetwork(this);
        }
    }

    /**
     * Makes the volume.
     *
     * @param verb {@code create} or {@code find} (external)
     */
    record EnsureVolume(Volume volume, String hash, String verb, Cause cause) implements Action {
        @Override
        public String resource() {
            return "volume";
        }

        @Override
        public String name() {
            return volume.key();
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.ensureVolume(this);
        }
    }

    /**
     * Removes a volume and its data; planned only when somebody asked for that.
     *
     * @param name its name on the host
     */
    record RemoveVolume(String name, Cause cause) implements Action {
        @Override
        public String verb() {
            return "remove";
        }

        @Override
        public String resource() {
            return "volume";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.removeVolume(this);
        }
    }

    /** Drops an image from the store. */
    record RemoveImage(String reference, Cause cause) implements Action {
        @Override
        public String verb() {
            return "remove";
        }

        @Override
        public String resource() {
            return "image";
        }

        @Override
        public String name() {
            return reference;
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.removeImage(this);
        }
    }

    /** Makes the replica's container. */
    record CreateContainer(Replica replica, Cause cause) implements OnContainer {
        @Override
        public String verb() {
            return "create";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.createContainer(this);
        }
    }

    /**
     * Makes a new container, stops the old one, starts the new one where {@code start} says so, removes the old one; start-first, the
     * other way round. When the new one does not start, the old one is put back.
     *
     * @param replicas how many of the service this plan replaces
     */
    record RecreateContainer(
            Replica replica,
            ContainerId old,
            AnonymousVolumes anonymousVolumes,
            UpOptions.Start start,
            int replicas,
            Cause cause)
            implements OnContainer {
        @Override
        public String verb() {
            return "recreate";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.recreateContainer(this);
        }
    }

    /** Starts the replica's container. */
    record StartContainer(Replica replica, Cause cause) implements OnContainer {
        @Override
        public String verb() {
            return "start";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.startContainer(this);
        }
    }

    /** Stops and starts the same container. */
    record RestartContainer(Replica replica, ContainerId id, Cause cause) implements OnContainer {
        @Override
        public String verb() {
            return "restart";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.restartContainer(this);
        }
    }

    /** Stops a container. */
    record StopContainer(Replica replica, ContainerId id, Cause cause) implements OnContainer {
        @Override
        public String verb() {
            return "stop";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.stopContainer(this);
        }
    }

    /** Stops and removes a container. */
    record RemoveContainer(Replica replica, ContainerId id, AnonymousVolumes anonymousVolumes, Cause cause)
            implements OnContainer {
        @Override
        public String verb() {
            return "remove";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.removeContainer(this);
        }
    }

    /** Puts one thing right under the running process. */
    record RepairContainer(Replica replica, ContainerId id, Drift drift, Cause cause) implements OnContainer {
        @Override
        public String verb() {
            return "repair";
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.repairContainer(this);
        }
    }

    /** Waits until the service is what its dependants need. */
    record Await(String service, Condition condition, Cause cause) implements Action {
        @Override
        public String verb() {
            return "wait for";
        }

        @Override
        public String resource() {
            return "service";
        }

        @Override
        public String name() {
            return service + " to be "
                    + condition.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        @Override
        public CompletionStage<?> applyTo(Hands hands) {
            return hands.await(this);
        }
    }
}
