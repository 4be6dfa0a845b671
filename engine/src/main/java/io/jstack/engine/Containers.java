package io.jstack.engine;

import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Every container of this engine, found by id, name, or unique prefix of an id. */
final class Containers {
    private final Map<ContainerId, Container> byId = new ConcurrentHashMap<>();
    private final Map<String, Container> byName = new ConcurrentHashMap<>();

    /** Adds a container under its name, which must be free. */
    void add(Container container) {
        Container holder = byName.putIfAbsent(container.record().name(), container);
        if (holder != null && !holder.id().equals(container.id())) {
            throw taken(container.record().name(), holder);
        }
        byId.put(container.id(), container);
    }

    void remove(Container container) {
        byId.remove(container.id());
        byName.remove(container.record().name(), container);
    }

    /** Gives the container another name, which must be free; {@code record} says which. */
    void rename(Container container, ContainerRecord record) {
        Container holder = byName.putIfAbsent(record.name(), container);
        if (holder != null && holder != container) {
            throw taken(record.name(), holder);
        }
        byName.remove(container.record().name(), container);
        container.record(record);
    }

    Optional<Container> find(ContainerId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Container> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Container require(ContainerId id) {
        return find(id).orElseThrow(() -> noSuch(id.shortId()));
    }

    /** By name, id, or the beginning of one id. */
    Container resolve(String text) {
        Optional<Container> named = named(text);
        if (named.isPresent()) {
            return named.get();
        }
        List<Container> matching = byId.values().stream()
                .filter(container -> container.id().value().startsWith(text))
                .toList();
        if (matching.size() > 1) {
            throw new JstackException(
                    EngineError.AMBIGUOUS_ID,
                    "%s begins the ids of %s"
                            .formatted(
                                    text,
                                    matching.stream()
                                            .map(container -> container.id().shortId())
                                            .sorted()
                                            .collect(Collectors.joining(", "))),
                    "give more of its digits, or the name");
        }
        return matching.stream().findFirst().orElseThrow(() -> noSuch(text));
    }

    List<Container> of(String project) {
        return all().stream()
                .filter(container -> container.record().project().equals(project))
                .toList();
    }

    /** Another container of the same replica that runs: one of the two replaces the other. */
    Optional<Container> livingSibling(ContainerRecord record) {
        return byId.values().stream() // each start asks, and needs no order
                .filter(other -> other.isAlive() && other.record().isSiblingOf(record))
                .findFirst();
    }

    /** By name. */
    List<Container> all() {
        return byId.values().stream()
                .sorted(Comparator.comparing(container -> container.record().name()))
                .toList();
    }

    /** Names of the containers that mount a volume, running or not. */
    List<String> usersOf(String volume) {
        return all().stream()
                .map(Container::record)
                .filter(record -> record.mounts().stream()
                        .anyMatch(mount -> mount.volume().equals(volume)))
                .map(ContainerRecord::name)
                .toList();
    }

    private static JstackException taken(String name, Container holder) {
        return new JstackException(
                EngineError.NAME_TAKEN,
                "the name %s is taken by container %s"
                        .formatted(name, holder.id().shortId()),
                "remove or rename that container");
    }

    private static JstackException noSuch(String text) {
        return new JstackException(List.of(new Problem(
                EngineError.NO_SUCH_CONTAINER, Optional.empty(), "no container is called " + text, "jstack ps -a")));
    }
}
