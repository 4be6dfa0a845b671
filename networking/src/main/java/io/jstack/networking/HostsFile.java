package io.jstack.networking;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A container's {@code /etc/hosts}: hosts(5). Built from values, whole every time, so that no name is ever edited inside a text: the
 * line of {@code child} cannot damage that of {@code child-another}.
 */
public final class HostsFile {
    private static final String LOOPBACK = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::\tip6-localnet
            ff00::\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;

    private final Map<String, Set<String>> own = new LinkedHashMap<>();
    private final Map<String, Set<String>> peers = new LinkedHashMap<>();

    /** The first of {@link #peers(Peers)}, as long as nobody else is among the peers: its text is there already. */
    private Optional<Peers> alone = Optional.empty();

    /**
     * Starts with the container itself, on its first address.
     *
     * @param address where the container is found
     * @param names its own names, the host name first, then its short id
     */
    public HostsFile self(Ipv4 address, List<String> names) {
        own.computeIfAbsent(address.toString(), key -> new LinkedHashSet<>()).addAll(names);
        return this;
    }

    /**
     * Adds names of someone else. An address that comes again gets its further names on the same line; a name that comes again stands on
     * each of its lines, in the order given.
     *
     * @param address IPv4 or IPv6 text, as {@code extra_hosts} may give it
     * @param names the service, its aliases, its container's name, links
     */
    public HostsFile peer(String address, List<String> names) {
        alone.ifPresent(this::merge);
        alone = Optional.empty();
        peers.computeIfAbsent(address, key -> new LinkedHashSet<>()).addAll(names);
        return this;
    }

    /** Adds each of them, as {@link #peer} would. */
    public HostsFile peers(Peers others) {
        if (alone.isEmpty() && peers.isEmpty()) {
            alone = Optional.of(others);
        } else {
            others.names().forEach((address, names) -> peer(address, List.copyOf(names)));
        }
        return this;
    }

    private void merge(Peers others) {
        others.names().forEach((address, names) -> peers.put(address, new LinkedHashSet<>(names)));
    }

    /** The whole file. */
    public String text() {
        return lines(own) + LOOPBACK + alone.map(Peers::text).orElseGet(() -> lines(peers));
    }

    private static String lines(Map<String, Set<String>> hosts) {
        StringBuilder lines = new StringBuilder();
        hosts.forEach((address, names) -> lines.append(address)
                .append('\t')
                .append(String.join(" ", names))
                .append('\n'));
        return lines.toString();
    }

    /** Those who stand alike in the files of many containers. Made once for all of them: two hundred files have forty thousand lines. */
    public static final class Peers {
        private final Map<String, Set<String>> names = new LinkedHashMap<>();
        private final String text;

        /**
         * Those of a network.
         *
         * @param hosts names by address, as {@link HostsFile#peer} takes them, in the order of the lines
         */
        public Peers(Map<String, List<String>> hosts) {
            hosts.forEach((address, given) -> names.put(address, new LinkedHashSet<>(given)));
            text = lines(names);
        }

        private Map<String, Set<String>> names() {
            return names;
        }

        private String text() {
            return text;
        }
    }

    /**
     * Writes the file into the inode that containers have mounted, or makes it. The file never has a size at which a line is cut off: one
     * that grows is first lengthened by empty lines, then replaced by one write(2) of its full length, and one that shrinks loses only
     * empty lines afterwards. A symbolic link in its place is refused.
     *
     * @throws JstackException {@link NetworkError#FILE_FAILED}
     */
    public static Written write(Path file, String text) {
        try {
            return replace(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new JstackException(
                    NetworkError.FILE_FAILED,
                    "cannot write %s: %s".formatted(file, e.getMessage()),
                    "see that the disk has room and the folder is there",
                    e);
        }
    }

    private static Written replace(Path file, byte[] text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            long before = channel.size();
            if (before == 0 && text.length > 0) {
                channel.write(ByteBuffer.wrap(text));
                return Written.CHANGED;
            }
            if (before == text.length && Arrays.equals(Files.readAllBytes(file), text)) {
                return Written.ALREADY;
            }
            if (before < text.length) {
                channel.write(ByteBuffer.wrap(emptyLines(text.length - (int) before)), before);
            }
            byte[] whole = Arrays.copyOf(text, (int) Math.max(before, text.length));
            Arrays.fill(whole, text.length, whole.length, (byte) '\n');
            channel.write(ByteBuffer.wrap(whole), 0);
            channel.truncate(text.length);
            return Written.CHANGED;
        }
    }

    private static byte[] emptyLines(int count) {
        byte[] lines = new byte[count];
        Arrays.fill(lines, (byte) '\n');
        return lines;
    }

    /** What a write did. */
    public enum Written {
        CHANGED,
        ALREADY
    }
}
