package io.jstack.cli.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.terminal.Terminal;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.StackLoader;
import io.jstack.values.JstackException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code container run}'s command line as a stack file of one service: so it means what the stack file means, is checked as it is, and
 * its container is kept true by the same loop.
 */
final class ServiceDocument {
    /** The network of containers that name none, as in Docker. */
    static final String BRIDGE = "bridge";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ContainerFlags flags;
    private final ObjectNode file = JSON.createObjectNode();
    private final ObjectNode service;
    private final Set<String> networks = new LinkedHashSet<>();
    private final Set<String> volumes = new LinkedHashSet<>();

    ServiceDocument(Terminal terminal, ContainerFlags flags, String name, String image, List<String> command) {
        this.flags = flags;
        service = file.putObject("services").putObject(key(name));
        service.put("image", literal(image)).put("container_name", name);
        service.put("restart", flags.restart).put("pull_policy", flags.pull);
        if (!command.isEmpty()) {
            texts("command", command);
        }
        flags.entrypoint.ifPresent(text -> texts("entrypoint", text.isEmpty() ? List.of() : List.of(text)));
        process(terminal);
        network();
        storage();
        health();
        rights();
        flags.limits.addTo(service);
        flags.keys.addTo(service);
        flags.blockIo.addTo(service);
    }

    /** Networks that must be there before the container is made. */
    Set<String> networks() {
        return networks;
    }

    /** Named volumes likewise. */
    Set<String> volumes() {
        return volumes;
    }

    /** Publishes these besides, each at a free port: {@code --publish-all}. */
    void publish(Collection<String> exposed) {
        ArrayNode ports = service.withArray("ports");
        exposed.forEach(ports::add);
    }

    /** The stack, under a project's name that no stack file can have. */
    Stack stack(Terminal terminal, String project) {
        LoadRequest request = LoadRequest.in(terminal.directory(), Map.of())
                .withFiles(List.of("-"))
                .withStdin(text().getBytes(StandardCharsets.UTF_8))
                .withProjectDirectory(terminal.directory())
                .withProjectName("c");
        Stack loaded = StackLoader.load(request).stack();
        return new Stack(
                project,
                loaded.directory(),
                List.of(),
                loaded.services(),
                loaded.disabled(),
                loaded.networks(),
                loaded.volumes(),
                loaded.configs(),
                loaded.secrets(),
                loaded.extension());
    }

    private String text() {
        try {
            return JSON.writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings is always writable", e);
        }
    }

    /** The shell has expanded what was to be expanded. */
    static String literal(String text) {
        return text.replace("$", "$$");
    }

    /** A service's name may hold fewer characters than a container's. */
    private static String key(String name) {
        return name.replaceAll("[^a-zA-Z0-9._-]", "_");
    }

    private void process(Terminal terminal) {
        texts("environment", ExecCommand.environment(terminal, flags.environment));
        ArrayNode files = JSON.createArrayNode();
        flags.environmentFiles.forEach(path -> files.addObject()
                .put("path", terminal.directory().resolve(path).toString())
                .put("format", "raw"));
        if (!files.isEmpty()) {
            service.set("env_file", files);
        }
        flags.user.ifPresent(user -> service.put("user", literal(user)));
        texts("group_add", flags.groups);
        flags.directory.ifPresent(directory -> service.put("working_dir", literal(directory)));
        service.put("tty", flags.tty).put("stdin_open", flags.interactive);
        if (flags.init) {
            service.put("init", true);
        }
        texts(
                "labels",
                flags.labels.stream()
                        .map(label -> label.contains("=") ? label : label + "=")
                        .toList());
        if (flags.remove) {
            label(AutoRemoval.LABEL, "true");
        }
        texts(
                "label_file",
                flags.labelFiles.stream()
                        .map(path -> terminal.directory().resolve(path).toString())
                        .toList());
        texts("annotations", flags.annotations);
        flags.stopSignal.ifPresent(signal -> service.put("stop_signal", signal));
        flags.stopTimeout.ifPresent(seconds -> service.put("stop_grace_period", seconds + "s"));
        if (flags.logDriver.isPresent() || !flags.logOptions.isEmpty()) {
            ObjectNode logging = service.putObject("logging").put("driver", flags.logDriver.orElse("json-file"));
            ObjectNode options = logging.putObject("options");
            Pairs.of(flags.logOptions).forEach(options::put);
        }
    }

    void label(String name, String value) {
        service.withArray("labels").add(name + "=" + value);
    }

    private void network() {
        texts("ports", flags.ports);
        texts("expose", flags.expose);
        texts("extra_hosts", flags.hosts);
        texts("dns", flags.dns);
        texts("dns_search", flags.dnsSearch);
        texts("dns_opt", flags.dnsOptions);
        flags.hostname.ifPresent(hostname -> service.put("hostname", literal(hostname)));
        flags.domainname.ifPresent(domain -> service.put("domainname", literal(domain)));
        flags.mac.ifPresent(mac -> service.put("mac_address", mac));
        texts("external_links", flags.links);
        List<String> asked = flags.networks.isEmpty() ? List.of(BRIDGE) : flags.networks;
        String first = asked.get(0);
        if (asked.size() == 1 && (first.equals("none") || first.equals("host") || first.startsWith("container:"))) {
            service.put("network_mode", first);
            return;
        }
        ObjectNode attachments = service.putObject("networks");
        ObjectNode declared = file.putObject("networks");
        for (String network : asked) {
            String real = network.equals("default") ? BRIDGE : network;
            networks.add(real);
            ObjectNode attachment = attachments.putObject(real);
            if (network.equals(first)) {
                flags.aliases.forEach(attachment.withArray("aliases")::add);
                flags.ip.ifPresent(ip -> attachment.put("ipv4_address", ip));
            }
            declared.putObject(real).put("external", true).put("name", real);
        }
    }

    private void storage() {
        ArrayNode mounts = JSON.createArrayNode();
        for (String volume : flags.volumes) {
            mounts.add(literal(volume));
            int colon = volume.indexOf(':');
            if (colon > 0 && !volume.startsWith("/") && !volume.startsWith(".") && !volume.startsWith("~")) {
                declare(volume.substring(0, colon));
            }
        }
        for (String text : flags.mounts) {
            ObjectNode mount = MountOption.parse(text);
            mounts.add(mount);
            if (mount.path("type").asText().equals("volume") && mount.has("source")) {
                declare(mount.path("source").asText());
            }
        }
        if (!mounts.isEmpty()) {
            service.set("volumes", mounts);
        }
        texts(
                "volumes_from",
                flags.volumesFrom.stream().map(from -> "container:" + from).toList());
        texts("tmpfs", flags.tmpfs);
        if (flags.readOnly) {
            service.put("read_only", true);
        }
    }

    private void declare(String volume) {
        volumes.add(volume);
        file.withObject("/volumes").putObject(volume).put("external", true).put("name", volume);
    }

    private void health() {
        if (flags.noHealthcheck) {
            service.putObject("healthcheck").put("disable", true);
            return;
        }
        ObjectNode check = JSON.createObjectNode();
        flags.healthCommand.ifPresent(
                command -> check.putArray("test").add("CMD-SHELL").add(literal(command)));
        flags.healthInterval.ifPresent(time -> check.put("interval", time));
        flags.healthTimeout.ifPresent(time -> check.put("timeout", time));
        flags.healthStartPeriod.ifPresent(time -> check.put("start_period", time));
        flags.healthStartInterval.ifPresent(time -> check.put("start_interval", time));
        flags.healthRetries.ifPresent(retries -> check.put("retries", retries));
        if (!check.isEmpty()) {
            service.set("healthcheck", check);
        }
    }

    private void rights() {
        if (flags.privileged) {
            service.put("privileged", true);
        }
        texts("cap_add", flags.capAdd);
        texts("cap_drop", flags.capDrop);
        texts("security_opt", flags.securityOptions);
        texts("sysctls", flags.sysctls);
        texts("devices", flags.devices);
        texts("device_cgroup_rules", flags.deviceRules);
        if (flags.oomKillDisable) {
            service.put("oom_kill_disable", true);
        }
        for (String limit : flags.ulimits) {
            String[] parts = limit.split("[=:]", 3);
            if (parts.length < 2 || !parts[1].matches("-?[0-9]+") || !parts[parts.length - 1].matches("-?[0-9]+")) {
                throw new JstackException(
                        CommandError.USAGE, "--ulimit does not know " + limit, "--ulimit nofile=1024:2048");
            }
            service.withObject("/ulimits")
                    .putObject(parts[0])
                    .put("soft", Long.parseLong(parts[1]))
                    .put("hard", Long.parseLong(parts[parts.length - 1]));
        }
    }

    private void texts(String key, List<String> values) {
        if (!values.isEmpty() || key.equals("entrypoint")) {
            values.stream().map(ServiceDocument::literal).forEach(service.withArray(key)::add);
        }
    }
}
