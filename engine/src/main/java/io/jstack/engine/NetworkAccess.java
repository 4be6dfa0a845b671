package io.jstack.engine;

import io.jstack.networking.Ipam;
import io.jstack.networking.Ipv4;
import io.jstack.networking.NetworkSpec;
import io.jstack.networking.Reach;
import io.jstack.networking.Subnet;
import io.jstack.values.ContainerId;
import io.jstack.values.ErrorCode;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** {@link HostNetworks} over the network room: a network made by hand is recorded under a name that no stack can have. */
final class NetworkAccess implements HostNetworks {
    /** Whose networks these are, where a stack's stand under its project. */
    static final String PROJECT = "_networks";

    private static final String MTU = "com.docker.network.driver.mtu";

    private final NetworkRoom room;
    private final Containers containers;

    NetworkAccess(NetworkRoom room, Containers containers) {
        this.room = room;
        this.containers = containers;
    }

    @Override
    public List<Found> list() {
        return room.all().stream()
                .filter(record -> !record.spec().project().equals(BuildNetwork.PROJECT)) // comes and goes by itself
                .map(this::found)
                .toList();
    }

    @Override
    public String create(Wish wish) {
        Map<String, String> unknown = new TreeMap<>(wish.options());
        unknown.keySet().removeAll(Set.of(MTU, "com.docker.network.bridge.enable_icc"));
        if (!unknown.isEmpty()) {
            throw refused(
                    EngineError.UNSUPPORTED, "network option " + unknown.keySet(), "the only one known is " + MTU);
        }
        NetworkSpec spec = new NetworkSpec(
                PROJECT,
                wish.name(),
                ContainerId.random().value(),
                wish.internal() ? Reach.INTERNAL : Reach.OUTSIDE,
                ipam(wish),
                Optional.ofNullable(wish.options().get(MTU)).map(text -> parsed(text, Integer::valueOf)),
                wish.labels());
        NetworkRecord record = room.addNamed(spec);
        room.ensure(record);
        return spec.id();
    }

    @Override
    public void remove(String name) {
        NetworkRecord record = room.byNameOrId(name);
        String project = record.spec().project();
        if (!project.equals(PROJECT)) {
            throw refused(
                    EngineError.IN_USE,
                    "network %s belongs to project %s".formatted(record.spec().name(), project),
                    "jstack -p %s down".formatted(project));
        }
        List<String> users = users(record);
        if (!users.isEmpty()) {
            throw refused(
                    EngineError.IN_USE,
                    "network %s is used by %s".formatted(record.spec().name(), String.join(", ", users)),
                    "remove them first");
        }
        room.remove(PROJECT, record.spec().name());
    }

    private Found found(NetworkRecord record) {
        NetworkSpec spec = record.spec();
        return new Found(
                spec.name(),
                spec.id(),
                Optional.of(spec.project()).filter(project -> !project.startsWith("_")),
                spec.reach() == Reach.INTERNAL,
                spec.labels(),
                users(record));
    }

    private List<String> users(NetworkRecord record) {
        return containers.all().stream()
                .map(Container::record)
                .filter(user -> user.networks().containsValue(record.spec().name()))
                .map(ContainerRecord::name)
                .toList();
    }

    private static Ipam ipam(Wish wish) {
        Map<String, Ipv4> reserved = new TreeMap<>();
        wish.reserved().forEach((host, address) -> reserved.put(host, parsed(address, Ipv4::parse)));
        return new Ipam(
                wish.subnet().map(text -> parsed(text, Subnet::parse)),
                wish.gateway().map(text -> parsed(text, Ipv4::parse)),
                wish.range().map(text -> parsed(text, Subnet::parse)),
                reserved);
    }

    private static <T> T parsed(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw refused(EngineError.BAD_VALUE, String.valueOf(e.getMessage()), "10.9.0.0/24, 10.9.0.1");
        }
    }

    private static JstackException refused(ErrorCode code, String what, String remedy) {
        return new JstackException(code, what, remedy);
    }
}
