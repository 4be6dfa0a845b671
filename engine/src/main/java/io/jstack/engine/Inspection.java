package io.jstack.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.Image;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.ModelJson;
import io.jstack.volumes.Access;
import io.jstack.volumes.MountRequest;
import io.jstack.volumes.Volume;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/** What {@code inspect} prints, in the shape of Docker's: a list with one object. Contents of secrets are nowhere in it. */
final class Inspection {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Rooms rooms;

    Inspection(Rooms rooms) {
        this.rooms = rooms;
    }

    Optional<String> of(Resource kind, String nameOrId) {
        return find(kind, nameOrId).map(object -> {
            try {
                return ModelJson.mapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(JSON.arrayNode().add(object));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    Optional<ObjectNode> find(Resource kind, String nameOrId) {
        return switch (kind) {
            case CONTAINER -> containerNamed(nameOrId);
            case NETWORK -> networkNamed(nameOrId);
            case VOLUME -> volumeNamed(nameOrId);
            case IMAGE -> new ImageInspection(rooms.images().store()).of(nameOrId);
            case ANY ->
                containerNamed(nameOrId)
                        .or(() -> networkNamed(nameOrId))
                        .or(() -> volumeNamed(nameOrId))
                        .or(() -> new ImageInspection(rooms.images().store()).of(nameOrId));
        };
    }

    private Optional<ObjectNode> containerNamed(String nameOrId) {
        return rooms.containers().named(nameOrId).or(() -> byPrefix(nameOrId)).map(this::container);
    }

    private Optional<ObjectNode> networkNamed(String nameOrId) {
        return rooms.networks()
                .find(nameOrId)
                .or(() -> rooms.networks().all().stream()
                        .filter(record ->
                                nameOrId.length() > 1 && record.spec().id().startsWith(nameOrId))
                        .findFirst())
                .map(this::network);
    }

    private Optional<ObjectNode> volumeNamed(String name) {
        return rooms.volumes().find(name).map(Inspection::volume);
    }

    private Optional<Container> byPrefix(String text) {
        return rooms.containers().all().stream()
                .filter(container -> text.length() > 1 && container.id().value().startsWith(text))
                .findFirst();
    }

    private ObjectNode container(Container container) {
        ContainerRecord record = container.record();
        Container.Phase phase = container.phase();
        ObjectNode json = JSON.objectNode();
        json.put("Id", record.id().value());
        json.put("Created", record.created().toString());
        Optional<Image> image = rooms.images().find(record.imageId());
        Optional<SpecFor> spec =
                image.map(found -> new SpecFor(record, found.config().container()));
        List<String> args = spec.map(SpecFor::args).orElse(List.of());
        json.put("Path", args.isEmpty() ? "" : args.get(0));
        json.set("Args", strings(args.stream().skip(1).toList()));
        json.set("State", state(container, phase));
        json.put("Image", record.imageId());
        json.put("Name", "/" + record.name());
        json.put("RestartCount", phase.restarts());
        json.put("Platform", "linux");
        json.set("Mounts", mounts(record.mounts()));
        ObjectNode config = json.putObject("Config");
        config.put("Hostname", HostsFor.hostname(record));
        config.put("Image", record.image());
        config.put("Tty", record.service().execution().tty());
        config.put("OpenStdin", record.service().execution().stdinOpen());
        config.put("User", spec.map(SpecFor::user).orElse(""));
        config.put("WorkingDir", spec.map(SpecFor::cwd).orElse(""));
        config.set("Cmd", strings(args));
        config.set(
                "Env",
                strings(container.run().map(run -> run.inside().process().env()).orElse(List.of())));
        ObjectNode labels = config.putObject("Labels");
        new TreeMap<>(Labels.ofContainer(record)).forEach(labels::put);
        NetworkSettingsJson network = new NetworkSettingsJson(rooms, container);
        NavigableSet<String> exposed = network.exposed(image);
        ObjectNode exposedPorts = config.putObject("ExposedPorts");
        exposed.forEach(exposedPorts::putObject);
        ObjectNode host = HostConfigJson.of(record.service());
        json.set("HostConfig", host.put("NetworkMode", network.mode()));
        json.set("NetworkSettings", network.settings(exposed));
        return json;
    }

    private static ObjectNode state(Container container, Container.Phase phase) {
        ObjectNode state = JSON.objectNode();
        state.put("Status", phase.state().name().toLowerCase(Locale.ROOT));
        state.put("Running", container.isAlive());
        state.put("Paused", phase.state() == Observed.State.PAUSED);
        state.put("Restarting", false);
        state.put("OOMKilled", phase.exit().map(exit -> exit.outOfMemory()).orElse(false));
        state.put("Dead", phase.state() == Observed.State.DEAD);
        state.put(
                "Pid",
                container
                        .run()
                        .filter(run -> container.isAlive())
                        .map(run -> run.running().pid().value())
                        .orElse(0));
        state.put("ExitCode", phase.exit().map(exit -> exit.code().orElse(-1)).orElse(0));
        state.put("Error", "");
        state.put("StartedAt", phase.started().orElse(Instant.EPOCH).toString());
        state.put("FinishedAt", phase.finished().orElse(Instant.EPOCH).toString());
        if (phase.health() != Health.NONE) {
            state.putObject("Health").put("Status", phase.health().toString());
        }
        return state;
    }

    private static ArrayNode mounts(List<MountRequest> mounts) {
        ArrayNode list = JSON.arrayNode();
        for (MountRequest mount : mounts) {
            ObjectNode one = list.addObject();
            one.put(
                    "Type",
                    mount.kind() == MountRequest.Kind.ANONYMOUS
                            ? "volume"
                            : mount.kind().name().toLowerCase(Locale.ROOT));
            if (!mount.volume().isEmpty()) {
                one.put("Name", mount.volume());
                one.put("Driver", "local");
            }
            one.put("Source", mount.source());
            one.put("Destination", mount.target());
            one.put("Mode", mount.access().option());
            one.put("RW", mount.access() == Access.READ_WRITE);
        }
        return list;
    }

    private ObjectNode network(NetworkRecord record) {
        ObjectNode json = JSON.objectNode();
        json.put("Name", record.spec().name());
        json.put("Id", record.spec().id());
        json.put("Scope", "local");
        json.put("Driver", "bridge");
        json.put("Internal", record.spec().reach() == io.jstack.networking.Reach.INTERNAL);
        json.putObject("IPAM")
                .putArray("Config")
                .addObject()
                .put("Subnet", record.addresses().subnet().toString())
                .put("Gateway", record.addresses().gateway().toString());
        ObjectNode on = json.putObject("Containers");
        for (Container container : rooms.containers().all()) {
            container.run().stream()
                    .filter(run -> container.isAlive())
                    .flatMap(run -> run.endpoints().stream())
                    .filter(endpoint -> endpoint.spec()
                            .network()
                            .spec()
                            .name()
                            .equals(record.spec().name()))
                    .forEach(endpoint -> on.putObject(container.id().value())
                            .put("Name", container.record().name())
                            .put("MacAddress", endpoint.spec().effectiveMac().toString())
                            .put(
                                    "IPv4Address",
                                    endpoint.spec().address() + "/"
                                            + record.addresses().subnet().prefix()));
        }
        ObjectNode labels = json.putObject("Labels");
        new TreeMap<>(record.spec().labels()).forEach(labels::put);
        return json;
    }

    private static ObjectNode volume(Volume volume) {
        ObjectNode json = JSON.objectNode();
        json.put("Name", volume.name());
        json.put("CreatedAt", volume.created().toString());
        json.put("Driver", volume.definition().driver());
        json.put("Mountpoint", volume.mountpoint().toString());
        json.put("Scope", "local");
        ObjectNode labels = json.putObject("Labels");
        new TreeMap<>(volume.definition().labels()).forEach(labels::put);
        ObjectNode options = json.putObject("Options");
        new TreeMap<>(volume.definition().driverOptions()).forEach(options::put);
        return json;
    }

    private static ArrayNode strings(List<String> texts) {
        ArrayNode array = JSON.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
