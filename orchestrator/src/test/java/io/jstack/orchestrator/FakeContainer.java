package io.jstack.orchestrator;

import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.Observed.Publish;
import io.jstack.orchestrator.Observed.State;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Service;
import io.jstack.values.ContainerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A container of {@link FakeEngine}'s host. */
final class FakeContainer {
    final ContainerOrder order;
    final ContainerId id;
    final List<Drift> drifts = new ArrayList<>();
    State state = State.CREATED;
    Optional<Instant> started = Optional.empty();
    Optional<Instant> finished = Optional.empty();
    Optional<ExitStatus> exit = Optional.empty();
    Health health = Health.NONE;
    int restarts;

    private final Instant created;

    FakeContainer(ContainerOrder order, ContainerId id, Instant created) {
        this.order = order;
        this.id = id;
        this.created = created;
    }

    static String name(ContainerOrder order) {
        return order.number() == 0 ? order.name() : order.service().name() + "-" + order.number();
    }

    /** As plans say it: {@code web-1}. */
    @Override
    public String toString() {
        return name(order);
    }

    /** Whether this was made to run beside {@code old}, until it takes its place. */
    boolean follows(FakeContainer old) {
        return order.succession() == ContainerOrder.Succession.BESIDE
                && order.predecessor().filter(old.id::equals).isPresent();
    }

    List<String> fixedAddresses() {
        return order.service().connectivity().attachments().stream()
                .flatMap(a -> a.ipv4Address().stream().map(address -> a.network() + " " + address))
                .toList();
    }

    List<Publish> publishes() {
        return order.service().connectivity().ports().stream()
                .flatMap(p -> p.published().stream()
                        .map(range -> new Publish("0.0.0.0", range.first(), p.target(), p.protocol())))
                .toList();
    }

    OfContainer show() {
        Service service = order.service();
        Map<String, String> addresses = new LinkedHashMap<>();
        service.connectivity().attachments().forEach(a -> {
            Network network = order.stack().networks().get(a.network());
            if (network != null) {
                addresses.put(network.name(), a.ipv4Address().orElse("10.64.0." + (2 + order.number())));
            }
        });
        boolean alive = state == State.RUNNING || state == State.PAUSED;
        return new OfContainer(
                id,
                order.name(),
                service.name(),
                order.number(),
                order.kind() instanceof ContainerOrder.OneOff,
                order.hash(),
                service.image().reference(),
                order.imageId(),
                "",
                state,
                alive ? OptionalInt.of(4242) : OptionalInt.empty(),
                health,
                alive ? Optional.empty() : exit,
                created,
                started,
                finished,
                restarts,
                addresses,
                alive ? publishes() : List.of(),
                drifts);
    }
}
