package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.UpOptions.Recreate;
import io.jstack.orchestrator.model.Connectivity.Attachment;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.NetworkMode;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.Storage.VolumesFrom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides for each replica what is to become of it; dependencies first, since their verdicts count for their dependants. */
final class Judge {
    private static final String OF_SERVICE = "service:";

    private final Stack stack;
    private final World world;
    private final Wishes wishes;
    private final Set<String> renewedNetworks;
    private final Map<String, List<Verdict>> verdicts = new LinkedHashMap<>();

    /** @param renewedNetworks keys of networks that are about to be replaced */
    Judge(Stack stack, World world, Wishes wishes, Set<String> renewedNetworks) {
        this.stack = stack;
        this.world = world;
        this.wishes = wishes;
        this.renewedNetworks = renewedNetworks;
    }

    /** Every service's verdicts, by number; {@code order} has dependencies first. */
    Map<String, List<Verdict>> all(List<String> order) {
        for (String name : order) {
            Service service = stack.services().get(name);
            if (service != null) {
                List<Verdict> list = new ArrayList<>();
                for (int number = 1; number <= service.replicas(); number++) {
                    list.add(judge(service, number));
                }
                verdicts.put(name, list);
            }
        }
        return verdicts;
    }

    private Verdict judge(Service service, int number) {
        Replica replica = Replica.of(stack.project(), service, number);
        Optional<OfContainer> container = world.holder(service.name(), number);
        if (!wishes.services().contains(service.name()) || isLeftAlone(service, replica)) {
            return new Verdict.Leave(replica, container);
        }
        if (container.isEmpty()) {
            return isFinished(service)
                    ? new Verdict.Leave(replica, container)
                    : new Verdict.Create(replica, new Cause.NotFound());
        }
        OfContainer present = container.get();
        Optional<Cause> recreate = recreateCause(service, present);
        if (recreate.isPresent()) {
            return new Verdict.Recreate(replica, present, recreate.get());
        }
        if (wishes.start() == io.jstack.orchestrator.UpOptions.Start.LATER) {
            return new Verdict.Keep(replica, present);
        }
        return present.isAlive() ? alive(service, replica, present) : ended(service, replica, present);
    }

    private boolean isLeftAlone(Service service, Replica replica) {
        return wishes.mode() == Wishes.Mode.KEEP
                && (wishes.stopped().contains(replica.toString())
                        || wishes.resting().contains(replica.toString())
                        || !world.rule(service.name()).kept());
    }

    /** A one-shot that finished is not made again because its container was removed. */
    private boolean isFinished(Service service) {
        return wishes.mode() == Wishes.Mode.KEEP
                && service.hash().equals(wishes.done().get(service.name()));
    }

    private Optional<Cause> recreateCause(Service service, OfContainer present) {
        if (present.state() == Observed.State.DEAD) {
            return Optional.of(new Cause.Broken());
        }
        if (wishes.recreate() == Recreate.NONE) {
            return Optional.empty();
        }
        if (wishes.recreate() == Recreate.ALL || wishes.recreateAlways().contains(service.name())) {
            return Optional.of(new Cause.Asked("forced"));
        }
        List<String> changed = new ArrayList<>();
        if (!present.hash().equals(service.hash())) {
            changed.addAll(Changed.between(wishes.before().map(b -> b.services().get(service.name())), service));
        }
        if (wishes.images().get(service.name()) instanceof Wishes.Image.Present image
                && !image.facts().id().equals(present.imageId())
                && !changed.contains("image")) {
            changed.add("image");
        }
        for (Attachment attachment : service.connectivity().attachments()) {
            if (renewedNetworks.contains(attachment.network())) {
                changed.add("network " + attachment.network());
            }
        }
        if (!changed.isEmpty()) {
            return Optional.of(new Cause.Changed(changed));
        }
        Optional<Cause> host = hostChange(service);
        return host.isPresent() ? host : first(present, Drift.Repair.RECREATE).map(Cause.Drifted::new);
    }

    /** Whose namespaces or volumes a container shares, it must be made anew with. */
    private Optional<Cause> hostChange(Service service) {
        for (String name : hosts(service)) {
            for (Verdict verdict : verdicts.getOrDefault(name, List.of())) {
                if (verdict instanceof Verdict.Recreate || verdict instanceof Verdict.Create) {
                    return Optional.of(new Cause.Followed(name, "recreated"));
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> hosts(Service service) {
        List<String> hosts = new ArrayList<>();
        if (service.connectivity().mode() instanceof NetworkMode.OfService of) {
            hosts.add(of.service());
        }
        service.security().pid().flatMap(Judge::namedService).ifPresent(hosts::add);
        service.security().ipc().flatMap(Judge::namedService).ifPresent(hosts::add);
        for (VolumesFrom from : service.storage().volumesFrom()) {
            if (from.source() == VolumesFrom.Source.SERVICE) {
                hosts.add(from.name());
            }
        }
        return hosts;
    }

    private static Optional<String> namedService(String namespace) {
        return namespace.startsWith(OF_SERVICE)
                ? Optional.of(namespace.substring(OF_SERVICE.length()))
                : Optional.empty();
    }

    private Verdict alive(Service service, Replica replica, OfContainer present) {
        Optional<Drift> restart = first(present, Drift.Repair.RESTART);
        if (restart.isPresent()) {
            return new Verdict.Restart(replica, present, new Cause.Drifted(restart.get()));
        }
        Optional<Cause> followed = followed(service);
        if (followed.isPresent()) {
            return new Verdict.Restart(replica, present, followed.get());
        }
        List<Drift> repairs = present.drifts().stream()
                .filter(d -> d.repair() == Drift.Repair.IN_PLACE)
                .toList();
        return repairs.isEmpty() ? new Verdict.Keep(replica, present) : new Verdict.Repair(replica, present, repairs);
    }

    private static Optional<Drift> first(OfContainer present, Drift.Repair repair) {
        for (Drift drift : present.drifts()) {
            if (drift.repair() == repair) {
                return Optional.of(drift);
            }
        }
        return Optional.empty();
    }

    /** {@code depends_on: restart: true}. */
    private Optional<Cause> followed(Service service) {
        for (Dependency dependency : service.dependsOn()) {
            List<Verdict> theirs = verdicts.getOrDefault(dependency.service(), List.of());
            if (dependency.restart() && theirs.stream().anyMatch(v -> v instanceof Verdict.Recreate)) {
                return Optional.of(new Cause.Followed(dependency.service(), "recreated"));
            }
            if (service.follows(dependency.service()) && theirs.stream().anyMatch(v -> v instanceof Verdict.Restart)) {
                return Optional.of(new Cause.Followed(dependency.service(), "restarted"));
            }
        }
        return Optional.empty();
    }

    private Verdict ended(Service service, Replica replica, OfContainer present) {
        if (present.state() == Observed.State.CREATED) {
            return new Verdict.Start(replica, present, new Cause.NotStarted());
        }
        RestartRule rule = world.rule(service.name());
        ExitStatus status = present.exit().orElse(ExitStatus.unknown());
        boolean asked = wishes.stopped().contains(replica.toString());
        boolean finished = rule.isDone(status)
                || (status.code().isEmpty()
                        && service.hash().equals(wishes.done().get(service.name())));
        boolean start = wishes.mode() == Wishes.Mode.UP
                ? asked || !finished
                : !finished && rule.restarts(status, present.restarts());
        return start
                ? new Verdict.Start(replica, present, new Cause.Exited(status))
                : new Verdict.Keep(replica, present);
    }
}
