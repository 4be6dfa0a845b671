package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One engine on this host, told apart from all others by its name; and the kernel's word on what is left of it. */
record Instance(String name) {
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

    Path state() {
        return Path.of("/var/lib", name);
    }

    Path runtime() {
        return Path.of("/run", name);
    }

    /** Bridges and veths. */
    Set<String> links() {
        return names(Path.of("/sys/class/net"), link -> link.startsWith("jb" + tag()) || link.startsWith("jv" + tag()));
    }

    /** The instance's own cgroup and those below it, in every hierarchy. */
    Set<String> cgroups() {
        Set<String> left = new TreeSet<>();
        for (String hierarchy : names(Path.of("/sys/fs/cgroup"), any -> true)) {
            collectCgroups(Path.of("/sys/fs/cgroup", hierarchy, name), left);
        }
        collectCgroups(Path.of("/sys/fs/cgroup", name), left);
        return left;
    }

    /** Mounts that name the instance, as the host sees them. */
    Set<String> mounts() {
        Set<String> left = new TreeSet<>();
        for (String line : lines(Path.of("/proc/self/mountinfo"))) {
            String point = line.split(" ", -1)[4];
            if (point.contains("/" + name + "/")) {
                left.add(point);
            }
        }
        return left;
    }

    /** Processes in the instance's cgroups, and those that carry its name in their environment, but for this JVM and what it started. */
    Set<String> processes() {
        Set<String> left = new TreeSet<>();
        for (String pid : names(Path.of("/proc"), entry -> Character.isDigit(entry.charAt(0)))) {
            Path process = Path.of("/proc", pid);
            boolean mine = lines(process.resolve("cgroup")).stream()
                            .anyMatch(line -> line.endsWith(":/" + name) || line.contains(":/" + name + "/"))
                    || environmentOf(process).contains("\0JSTACK_INSTANCE=" + name + "\0");
            if (mine && Long.parseLong(pid) != ProcessHandle.current().pid()) {
                left.add(pid + " " + commandOf(process));
            }
        }
        return left;
    }

    /** Every process that runs as a holder, of any instance: one whose container is gone tells no more whose it was. */
    static Set<String> allHolders() {
        Set<String> found = new TreeSet<>();
        for (String pid : names(Path.of("/proc"), entry -> Character.isDigit(entry.charAt(0)))) {
            if (commandOf(Path.of("/proc", pid)).startsWith("jstack-holder ")) {
                found.add(pid);
            }
        }
        return found;
    }

    /** The holders of its containers, which are in no group of its own. */
    private Set<String> holders() {
        Set<String> containers = names(state().resolve("containers"), any -> true);
        Set<String> found = new TreeSet<>();
        for (String pid : names(Path.of("/proc"), entry -> Character.isDigit(entry.charAt(0)))) {
            String environment = environmentOf(Path.of("/proc", pid));
            if (containers.stream().anyMatch(id -> environment.contains("\0JSTACK_HOLDER=" + id + "\0"))) {
                found.add(pid + " holder");
            }
        }
        return found;
    }

    /** Tables of nftables that bear its name. */
    Set<String> tables() {
        Set<String> left = new TreeSet<>();
        for (String line :
                Command.of("nft", "list", "tables").run().output().lines().toList()) {
            if (line.endsWith(" " + name)) {
                left.add(line);
            }
        }
        return left;
    }

    /** Everything but its state goes, as when the host is started anew. */
    void reboot() {
        // the guard that would start the engine again first, then whoever is left until nobody is
        Awaitility.await("the end of all processes")
                .atMost(Patience.seconds(20))
                .pollInSameThread()
                .untilAsserted(() -> {
                    Set<String> all = processes();
                    all.addAll(holders());
                    for (String process : all) {
                        Command.of("kill", "-9", process.substring(0, process.indexOf(' ')))
                                .run();
                    }
                    assertThat(all).isEmpty();
                });
        for (String mount : mounts()) {
            Command.of("umount", "-l", mount).run();
        }
        for (String link : links()) {
            Command.of("ip", "link", "del", link).run();
        }
        for (String table : tables()) {
            String[] words = table.split(" ", -1);
            Command.of("nft", "delete", "table", words[1], words[2]).run();
        }
        List<String> deepestFirst = new ArrayList<>(cgroups());
        Collections.reverse(deepestFirst);
        deepestFirst.forEach(cgroup -> Command.of("rmdir", cgroup).run());
        Suite.delete(runtime());
        assertThat(links()).isEmpty();
        assertThat(tables()).isEmpty();
        assertThat(cgroups()).isEmpty();
    }

    /** Volumes and projects in its state. */
    Set<String> files() {
        Set<String> left = new TreeSet<>();
        for (String kind : Set.of("volumes", "projects", "containers")) {
            for (String entry : names(state().resolve(kind), file -> !file.startsWith("."))) {
                left.add(kind + "/" + entry);
            }
        }
        return left;
    }

    /**
     * All that its state holds but what is inside layers and containers, logs, and the network of builds, which goes by itself when
     * nothing was built for a while.
     */
    Set<String> holdings() {
        try (Stream<Path> all = Files.walk(state())) {
            return all.map(path -> state().relativize(path).toString())
                    .filter(path -> !path.matches(
                            "engine\\.log|projects/_build(/.*)?|images/layers/[^/]+/.+" + "|containers/[^/]+/.+"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String tag() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            StringBuilder digits = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                digits.append(DIGITS.charAt(digest[i] & 31));
            }
            return digits.toString();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void collectCgroups(Path root, Set<String> into) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isDirectory).forEach(directory -> into.add(directory.toString()));
        } catch (IOException | UncheckedIOException gone) {
            // A cgroup that vanishes under our eyes is not left over.
        }
    }

    private static Set<String> names(Path directory, Predicate<String> wanted) {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String entryName = entry.getFileName().toString();
                if (wanted.test(entryName)) {
                    names.add(entryName);
                }
            }
        } catch (IOException absent) {
            // Nothing there is nothing left.
        }
        return names;
    }

    private static Set<String> lines(Path file) {
        try {
            return new TreeSet<>(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Set.of();
        }
    }

    private static String environmentOf(Path process) {
        try {
            return "\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static String commandOf(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException gone) {
            return "";
        }
    }
}
