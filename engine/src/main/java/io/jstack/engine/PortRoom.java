package io.jstack.engine;

import io.jstack.networking.Ipv4;
import io.jstack.networking.PortRange;
import io.jstack.networking.Ports;
import io.jstack.networking.Protocol;
import io.jstack.networking.Publication;
import io.jstack.networking.PublishedPort;
import io.jstack.networking.ReservedPort;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.runtime.Kept;
import io.jstack.runtime.kernel.Fd;
import io.jstack.values.JstackException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Host ports of containers: reserved before anything changes, kept by holders, chosen again as they were. */
final class PortRoom {
    private final Containers containers;
    private final Ports ports = new Ports(this::ownerOf);

    PortRoom(Containers containers) {
        this.containers = containers;
    }

    /** Takes the service's host ports for one container; those it had before where the file leaves the choice. */
    List<ReservedPort> reserve(ContainerRecord record) {
        return ports.reserve(wanted(record.project(), record.service(), record.ports()));
    }

    /**
     * What of a container's ports it takes over from its sibling, and what it has to have besides.
     *
     * @param wanted in the order of its file
     * @param left the sibling's, wanted no more
     */
    record Succession(List<ReservedPort> wanted, List<ReservedPort> left) {}

    /** The ports of a container that comes after one holding {@code held}. */
    Succession succeed(ContainerRecord record, List<ReservedPort> held) {
        List<ReservedPort> left = new ArrayList<>(held);
        List<ReservedPort> wanted = new ArrayList<>();
        List<ReservedPort> fresh = new ArrayList<>();
        try {
            for (PublishedPort port : wanted(record.project(), record.service(), record.ports())) {
                Optional<ReservedPort> same = left.stream()
                        .filter(other -> other.port().hostIp().equals(port.hostIp())
                                && other.port().protocol() == port.protocol()
                                && other.number() >= port.hostPort().first()
                                && other.number() <= port.hostPort().last())
                        .findFirst();
                if (same.isPresent()) {
                    left.remove(same.get());
                    wanted.add(same.get().leadingTo(port));
                } else {
                    List<ReservedPort> more = ports.reserve(List.of(port));
                    fresh.addAll(more);
                    wanted.addAll(more);
                }
            }
        } catch (RuntimeException e) {
            ports.release(fresh);
            throw e;
        }
        return new Succession(wanted, left);
    }

    /** Takes and gives back every port of the stack that no container of its own holds: throws with all conflicts. */
    void check(Stack stack) {
        List<PublishedPort> wanted = new ArrayList<>();
        for (Service service : stack.services().values()) {
            if (service.replicas() == 0) {
                continue;
            }
            String owner = stack.project() + "/" + service.name();
            wanted(stack.project(), service, List.of()).stream()
                    .filter(port -> !port.hostPort().equals(PortRange.DYNAMIC))
                    .filter(port -> !heldBy(owner, port))
                    .forEach(wanted::add);
        }
        if (!wanted.isEmpty()) {
            ports.release(ports.reserve(wanted));
        }
    }

    void release(List<ReservedPort> reserved) {
        ports.release(reserved);
    }

    static List<Observed.Publish> shown(List<ReservedPort> reserved) {
        return reserved.stream()
                .map(port -> new Observed.Publish(
                        port.port().hostIp().map(InetAddress::getHostAddress).orElse("0.0.0.0"),
                        port.number(),
                        port.port().containerPort(),
                        port.port().protocol().toString()))
                .toList();
    }

    static List<Publication> publications(List<ReservedPort> reserved, Ipv4 target) {
        return reserved.stream().map(port -> new Publication(port, target)).toList();
    }

    /** What a holder keeps of them, named by position. */
    static List<Kept> kept(List<ReservedPort> reserved) {
        List<Kept> kept = new ArrayList<>();
        for (int i = 0; i < reserved.size(); i++) {
            List<Fd> sockets = reserved.get(i).sockets();
            for (int j = 0; j < sockets.size(); j++) {
                kept.add(new Kept("port-" + i + "-" + j, sockets.get(j)));
            }
        }
        return kept;
    }

    /** The reservations of a container another engine started, fetched from its holder. */
    List<ReservedPort> fetch(ContainerRecord record, Run run, List<Observed.Publish> published) {
        List<ReservedPort> reserved = new ArrayList<>();
        for (int i = 0; i < published.size(); i++) {
            Observed.Publish publish = published.get(i);
            List<Fd> sockets = new ArrayList<>();
            for (int j = 0; j < 2; j++) {
                run.running().kept("port-" + i + "-" + j).ifPresent(sockets::add);
            }
            reserved.add(new ReservedPort(
                    new PublishedPort(
                            address(publish.hostIp()).filter(ip -> !ip.isAnyLocalAddress()),
                            PortRange.of(publish.hostPort()),
                            publish.target(),
                            Protocol.valueOf(publish.protocol().toUpperCase(Locale.ROOT)),
                            owner(record),
                            Optional.empty()),
                    sockets));
        }
        return reserved;
    }

    private List<PublishedPort> wanted(String project, Service service, List<Observed.Publish> before) {
        List<PublishedPort> wanted = new ArrayList<>();
        for (io.jstack.orchestrator.model.PublishedPort port :
                service.connectivity().ports()) {
            Optional<InetAddress> ip =
                    port.hostIp().or(() -> service.extension().publish()).flatMap(PortRoom::address);
            PortRange range = port.published()
                    .filter(published -> published.first() != 0)
                    .map(published -> new PortRange(published.first(), published.last()))
                    .orElseGet(() -> before.stream()
                            .filter(publish -> publish.target() == port.target()
                                    && publish.protocol().equals(port.protocol()))
                            .findFirst()
                            .map(publish -> PortRange.of(publish.hostPort()))
                            .orElse(PortRange.DYNAMIC));
            wanted.add(new PublishedPort(
                    ip.filter(address -> !address.getHostAddress().equals("0.0.0.0")),
                    range,
                    port.target(),
                    Protocol.valueOf(port.protocol().toUpperCase(Locale.ROOT)),
                    project + "/" + service.name(),
                    port.place()));
        }
        return wanted;
    }

    private boolean heldBy(String owner, PublishedPort port) {
        return containers.all().stream()
                .filter(container -> owner(container.record()).equals(owner))
                .flatMap(container -> container.run().stream())
                .flatMap(run -> run.ports().stream())
                .anyMatch(held -> held.number() >= port.hostPort().first()
                        && held.number() <= port.hostPort().last()
                        && held.port().protocol() == port.protocol());
    }

    private Optional<String> ownerOf(PublishedPort port, int number) {
        return containers.all().stream()
                .filter(container -> container.run().stream()
                        .flatMap(run -> run.ports().stream())
                        .anyMatch(held -> held.number() == number && held.port().protocol() == port.protocol()))
                .map(container -> owner(container.record()))
                .findFirst();
    }

    private static String owner(ContainerRecord record) {
        return record.project() + "/" + record.service().name();
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            throw new JstackException(
                    EngineError.UNSUPPORTED, "cannot publish on %s: no address".formatted(text), "127.0.0.1");
        }
    }
}
