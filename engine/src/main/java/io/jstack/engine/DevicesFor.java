package io.jstack.engine;

import io.jstack.orchestrator.model.Security;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Device;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Devices of the host in a container: which nodes stand in its {@code /dev}, and which its control group lets it open. */
final class DevicesFor {
    private static final Path DEV = Path.of("/dev");

    /** Not the host's: the container has its own (moby, daemon/pkg/oci: HostDevices). */
    private static final Set<String> NOT_THE_HOSTS =
            Set.of("/dev/pts", "/dev/shm", "/dev/fd", "/dev/mqueue", "/dev/console", "/dev/ptmx", "/dev/tty");

    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;

    /** docker run --device-cgroup-rule: {@code a *:* rwm}, {@code c 1:* r}. */
    private static final Pattern RULE = Pattern.compile("([acb]) ([0-9]+|\\*):([0-9]+|\\*) ([rwm]{1,3})");

    private DevicesFor() {}

    /** The device list of the control group. */
    static List<DeviceRule> rules(Security security) {
        if (security.privileged()) {
            return List.of(DeviceRule.ALLOW_ALL);
        }
        List<DeviceRule> rules = new ArrayList<>(DefaultSpec.devices());
        for (Security.Device wanted : security.devices()) {
            nodes(wanted)
                    .forEach(node ->
                            rules.add(DeviceRule.allow(node.type(), node.major(), node.minor(), wanted.permissions())));
        }
        security.deviceCgroupRules().forEach(rule -> rules.add(rule(rule)));
        return rules;
    }

    private static DeviceRule rule(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw new JstackException(
                    EngineError.UNSUPPORTED,
                    "device_cgroup_rules: \"%s\" is no rule".formatted(text),
                    "as in \"c 1:3 rwm\" or \"b 8:* r\"");
        }
        return new DeviceRule(true, rule.group(1), number(rule.group(2)), number(rule.group(3)), rule.group(4));
    }

    private static OptionalLong number(String text) {
        return text.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /** Nodes beside the usual ones; a privileged container has all of the host. */
    static List<Device> nodes(Security security) {
        Map<String, Device> nodes = new TreeMap<>();
        if (security.privileged()) {
            below(DEV, DEV).forEach(node -> nodes.put(node.path(), node));
        }
        for (Security.Device wanted : security.devices()) {
            nodes(wanted).forEach(node -> nodes.put(node.path(), node));
        }
        return List.copyOf(nodes.values());
    }

    private static List<Device> nodes(Security.Device wanted) {
        Path source = Path.of(wanted.source());
        if (!source.isAbsolute()) {
            throw new JstackException(
                    EngineError.UNSUPPORTED,
                    "devices: %s: devices of the Container Device Interface are not offered".formatted(wanted.source()),
                    "name nodes of the host, as /dev/fuse");
        }
        if (Files.isDirectory(source)) {
            return below(source, Path.of(wanted.target()));
        }
        return List.of(of(source, Path.of(wanted.target()))
                .orElseThrow(() -> new JstackException(
                        EngineError.UNSUPPORTED,
                        "devices: %s is not a device of this host".formatted(source),
                        "name a device that ls -l /dev shows")));
    }

    private static List<Device> below(Path directory, Path target) {
        List<Device> found = new ArrayList<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path here, BasicFileAttributes attributes) {
                    return NOT_THE_HOSTS.contains(here.toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isOther() && !NOT_THE_HOSTS.contains(file.toString())) {
                        of(file, target.resolve(directory.relativize(file))).ifPresent(found::add);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // unplugged meanwhile
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Optional<Device> of(Path source, Path target) {
        try {
            int mode = (int) attribute(source, "mode");
            int type = mode & S_IFMT;
            if (type != S_IFCHR && type != S_IFBLK) {
                return Optional.empty();
            }
            long[] numbers = ResourcesFor.numbers(source.toString());
            return Optional.of(new Device(
                    target.toString(),
                    type == S_IFBLK ? "b" : "c",
                    numbers[0],
                    numbers[1],
                    OptionalInt.of(mode & 0777),
                    OptionalLong.of(attribute(source, "uid")),
                    OptionalLong.of(attribute(source, "gid"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long attribute(Path node, String name) throws IOException {
        return ((Number) Files.getAttribute(node, "unix:" + name)).longValue();
    }
}
