package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Extension;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.Volume;
import io.jstack.orchestrator.stack.interpolate.Lookup;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.MapNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decodes a whole stack. */
public final class StackDecoder {
    private final Fields stack;
    private final Findings findings;
    private final Path directory;
    private final Lookup caller;

    /**
     * @param tree the canonical tree, with env files read
     * @param directory the project directory
     * @param caller for configs and secrets from the environment
     */
    public StackDecoder(MapNode tree, Path directory, Lookup caller, Findings findings) {
        this.stack = new Fields(tree, KeyPath.ROOT, findings);
        this.findings = findings;
        this.directory = directory;
        this.caller = caller;
    }

    /**
     * The model; problems are in the findings, which must be looked at before it is used.
     *
     * @param disabled services that no active profile enables, and which the tree does not have
     */
    public Stack decode(String project, List<Path> files, Set<String> disabled) {
        new Verdicts(findings).check(stack.map());
        Map<String, FileSource> configs = new LinkedHashMap<>();
        stack.named("configs").forEach((key, config) -> configs.put(key, config(config)));
        Map<String, FileSource> secrets = new LinkedHashMap<>();
        stack.named("secrets").forEach((key, secret) -> secrets.put(key, secret(secret)));
        ServiceDigest digest = new ServiceDigest(configs, secrets);
        StartFirst startFirst = new StartFirst(stack.named("volumes"));
        stack.named("services").values().forEach(startFirst::check);
        Extension extension = ExtensionDecoder.of(stack);
        Map<String, Service> services = new LinkedHashMap<>();
        stack.named("services")
                .forEach((name, fields) -> services.put(
                        name,
                        new ServiceDecoder(name, project, fields, extension)
                                .decode(digest.of(fields.map(), extension))));
        Map<String, Network> networks = new LinkedHashMap<>();
        stack.named("networks").forEach((key, network) -> networks.put(key, NetworkDecoder.of(key, network)));
        boolean joined = services.values().stream()
                .flatMap(service -> service.connectivity().attachments().stream())
                .anyMatch(attachment -> attachment.network().equals(ConnectivityDecoder.DEFAULT));
        if (joined && !networks.containsKey(ConnectivityDecoder.DEFAULT)) {
            networks.put(ConnectivityDecoder.DEFAULT, NetworkDecoder.unnamed(project));
        }
        Map<String, Volume> volumes = new LinkedHashMap<>();
        stack.named("volumes").forEach((key, volume) -> volumes.put(key, volume(key, volume)));
        return new Stack(project, directory, files, services, disabled, networks, volumes, configs, secrets, extension);
    }

    private static Volume volume(String key, Fields volume) {
        volume.text("driver")
                .filter(driver -> !driver.equals("local"))
                .ifPresent(driver -> volume.refuse(
                        "driver", "no volume driver " + driver, "use local, and mount what it names on the host"));
        return new Volume(
                key,
                volume.text("name").orElse(key),
                volume.flag("external"),
                volume.text("driver"),
                volume.pairs("driver_opts"),
                volume.pairs("labels"));
    }

    private FileSource config(Fields config) {
        Optional<String> variable = config.text("environment");
        if (variable.isPresent()) {
            Optional<String> value = caller.value(variable.get());
            if (value.isEmpty()) {
                config.warn("environment", "variable " + variable.get() + " is not set, taken as empty");
            }
            return new FileSource.Inline(value.orElse(""));
        }
        Optional<String> content = config.text("content");
        return content.isPresent() ? new FileSource.Inline(content.get()) : file(config);
    }

    private FileSource secret(Fields secret) {
        Optional<String> variable = secret.text("environment");
        return variable.isPresent()
                ? new FileSource.FromEnvironment(variable.get(), caller.value(variable.get()))
                : file(secret);
    }

    private FileSource file(Fields object) {
        if (object.flag("external")) {
            return new FileSource.External(
                    object.text("name").orElse(object.path().last()));
        }
        return object.text("file")
                .map(file -> (FileSource) new FileSource.FromFile(directory.resolve(file)))
                .orElseGet(() -> new FileSource.Inline(""));
    }
}
