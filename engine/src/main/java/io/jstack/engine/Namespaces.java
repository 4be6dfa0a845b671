package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.model.NetworkMode;
import io.jstack.runtime.kernel.Fd;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Network namespaces that containers share: {@code network_mode: service:x}. Who shares one has to be in the one its owner is in. */
final class Namespaces implements Concern {
    private final Containers containers;

    Namespaces(Containers containers) {
        this.containers = containers;
    }

    /** Running containers in the network of {@code owner}. */
    static List<Container> sharers(Containers containers, Container owner) {
        return containers.of(owner.record().project()).stream()
                .filter(Container::isAlive)
                .filter(other -> owner(containers, other).filter(owner::equals).isPresent())
                .toList();
    }

    private static Optional<Container> owner(Containers containers, Container sharer) {
        NetworkMode mode = sharer.record().service().connectivity().mode();
        return mode instanceof NetworkMode.OfService of
                ? containers.of(sharer.record().project()).stream()
                        .filter(other -> !other.record().isOneOff()
                                && other.record().service().name().equals(of.service()))
                        .findFirst()
                : Optional.empty();
    }

    @Override
    public List<Drift> look(Container container, Run run) {
        Optional<Stamp> theirs = owner(containers, container)
                .filter(Container::isAlive)
                .flatMap(Container::run)
                .flatMap(owning -> owning.running().networkNamespace())
                .filter(Fd::isOpen)
                .flatMap(fd -> Stamp.of(Path.of("/proc/self/fd/" + fd.number())));
        Optional<Stamp> ours = Stamp.of(Path.of("/proc/" + run.running().pid().value() + "/ns/net"));
        boolean apart = theirs.isPresent()
                && ours.isPresent()
                && theirs.get().inode() != ours.get().inode();
        return apart
                ? List.of(new Drift(
                        Drift.Kind.NAMESPACE_GONE,
                        "the network %s shares is not its owner's any more"
                                .formatted(container.record().name()),
                        Drift.Repair.RESTART))
                : List.of();
    }

    @Override
    public void repair(Container container, Run run, Drift drift) {
        // a start joins the owner's: nothing is repaired under the running process
    }

    @Override
    public boolean owns(Drift.Kind kind) {
        return kind == Drift.Kind.NAMESPACE_GONE;
    }
}
