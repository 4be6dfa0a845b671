package io.jstack.engine;

import io.jstack.networking.HostsFile;
import io.jstack.orchestrator.Drift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code /etc/hosts} and {@code /etc/resolv.conf} of a container: as we wrote them, or as we would write them by now. */
final class NameFiles implements Concern {
    private final ContainerFiles files;
    private final Endpoints endpoints;
    private final HostsFiles hosts;
    private final FoundRight<HostsSign> hostsRight = new FoundRight<>();
    private final FoundRight<List<Optional<Stamp>>> resolvRight = new FoundRight<>();

    /** What the text of a hosts file comes from, and the file. */
    private record HostsSign(Stamp file, ContainerRecord record, List<NetworkRecord> networks) {}

    NameFiles(ContainerFiles files, NetworkRoom networks, HostsFiles hosts) {
        this.files = files;
        this.endpoints = new Endpoints(networks);
        this.hosts = hosts;
    }

    @Override
    public List<Drift> look(Container container, Run run) {
        List<Drift> found = new ArrayList<>();
        hosts(container, run, found);
        resolvConf(container, run, found);
        return found;
    }

    private void hosts(Container container, Run run, List<Drift> found) {
        Path file = written(container).hosts();
        Optional<Stamp> stamp = Stamp.of(file);
        if (stamp.isEmpty()) {
            found.add(gone(Drift.Kind.HOSTS_EDITED, "/etc/hosts", container));
            return;
        }
        HostsSign sign = new HostsSign(stamp.get(), container.record(), endpoints.networks(container.record()));
        if (hostsRight.still(run, sign)) {
            return;
        }
        if (!says(file, hosts.text(container))) {
            found.add(edited(Drift.Kind.HOSTS_EDITED, "/etc/hosts", container));
        } else if (stamp.get().isSettled()) {
            hostsRight.note(run, sign);
        }
    }

    private void resolvConf(Container container, Run run, List<Drift> found) {
        Path file = written(container).resolvConf();
        List<Optional<Stamp>> sign = Stream.concat(Stream.of(file), FilesFor.RESOLV_CONF_SOURCES.stream())
                .map(Stamp::of)
                .toList();
        if (resolvRight.still(run, sign)) {
            return;
        }
        if (sign.get(0).isEmpty()) {
            found.add(gone(Drift.Kind.RESOLV_CONF_EDITED, "/etc/resolv.conf", container));
        } else if (!says(file, FilesFor.resolvConf(container.record().service().connectivity()))) {
            found.add(edited(Drift.Kind.RESOLV_CONF_EDITED, "/etc/resolv.conf", container));
        } else if (sign.stream().flatMap(Optional::stream).allMatch(Stamp::isSettled)) {
            resolvRight.note(run, sign);
        }
    }

    private FilesFor written(Container container) {
        return new FilesFor(files.run(container.id()));
    }

    private static boolean says(Path file, String text) {
        try {
            return Files.readString(file).equals(text);
        } catch (IOException e) {
            return false; // not UTF-8 any more, or gone since it was found
        }
    }

    private static Drift edited(Drift.Kind kind, String file, Container container) {
        return new Drift(
                kind, "%s of %s was edited".formatted(file, container.record().name()), Drift.Repair.IN_PLACE);
    }

    private static Drift gone(Drift.Kind kind, String file, Container container) {
        return new Drift(
                kind, "%s of %s is gone".formatted(file, container.record().name()), Drift.Repair.RESTART);
    }

    @Override
    public void repair(Container container, Run run, Drift drift) {
        if (drift.kind() == Drift.Kind.HOSTS_EDITED) {
            hosts.write(container);
        } else {
            HostsFile.write(
                    written(container).resolvConf(),
                    FilesFor.resolvConf(container.record().service().connectivity()));
        }
    }

    @Override
    public boolean owns(Drift.Kind kind) {
        return kind == Drift.Kind.HOSTS_EDITED || kind == Drift.Kind.RESOLV_CONF_EDITED;
    }
}
