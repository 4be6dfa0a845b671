package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** /etc/hosts of a container. */
class HostsFileTest {
    @TempDir
    Path folder;

    @Test
    void namesTheContainerFirstThenLoopbackThenPeers() {
        String text = new HostsFile()
                .self(Ipv4.parse("10.64.0.2"), List.of("web", "0123456789ab"))
                .peer("10.64.0.4", List.of("db", "web-db-db-1"))
                .peer("10.64.0.6", List.of("db"))
                .peer("10.64.0.4", List.of("database", "db"))
                .peer("2001:db8::1", List.of("six"))
                .text();
        assertThat(text).isEqualTo("""
                        10.64.0.2\tweb 0123456789ab
                        127.0.0.1\tlocalhost
                        ::1\tlocalhost ip6-localhost ip6-loopback
                        fe00::\tip6-localnet
                        ff00::\tip6-mcastprefix
                        ff02::1\tip6-allnodes
                        ff02::2\tip6-allrouters
                        10.64.0.4\tdb web-db-db-1 database
                        10.64.0.6\tdb
                        2001:db8::1\tsix
                        """);
    }

    @Test
    void peersOfANetworkStandAsIfEachWereGivenAlone() {
        HostsFile.Peers front = new HostsFile.Peers(network("10.64.0.2", "web", "10.64.0.4", "db"));
        HostsFile.Peers back = new HostsFile.Peers(network("10.65.0.4", "db", "10.65.0.6", "cache"));
        assertThat(new HostsFile().peers(front).text()).endsWith("""
                        ff02::2\tip6-allrouters
                        10.64.0.2\tweb
                        10.64.0.4\tdb
                        """);
        assertThat(new HostsFile()
                        .peers(front)
                        .peers(back)
                        .peer("10.64.0.4", List.of("db", "database"))
                        .text())
                .endsWith("""
                        ff02::2\tip6-allrouters
                        10.64.0.2\tweb
                        10.64.0.4\tdb database
                        10.65.0.4\tdb
                        10.65.0.6\tcache
                        """);
        assertThat(new HostsFile().peers(front).text()).contains("\tdb\n").doesNotContain("database");
    }

    private static Map<String, List<String>> network(String first, String firstName, String second, String secondName) {
        Map<String, List<String>> hosts = new LinkedHashMap<>();
        hosts.put(first, List.of(firstName));
        hosts.put(second, List.of(secondName));
        return hosts;
    }

    /** moby#19080: an update of {@code child} damaged the line of {@code child-another}. */
    @Test
    void aNameThatBeginsAnotherLeavesItAlone() {
        String text = new HostsFile()
                .peer("10.64.0.4", List.of("child"))
                .peer("10.64.0.6", List.of("child-another"))
                .peer("10.64.0.8", List.of("child1"))
                .text();
        assertThat(text).contains("10.64.0.4\tchild\n", "10.64.0.6\tchild-another\n", "10.64.0.8\tchild1\n");
    }

    @Test
    void isWrittenIntoTheSameInode() throws IOException {
        Path file = folder.resolve("hosts");
        assertThat(HostsFile.write(file, "a much longer text than the next\n")).isEqualTo(HostsFile.Written.CHANGED);
        Object inode = Files.getAttribute(file, "unix:ino");
        assertThat(HostsFile.write(file, "short\n")).isEqualTo(HostsFile.Written.CHANGED);
        assertThat(HostsFile.write(file, "short\n")).isEqualTo(HostsFile.Written.ALREADY);
        assertThat(HostsFile.write(file, "short\nand long\n")).isEqualTo(HostsFile.Written.CHANGED);
        assertThat(Files.readString(file)).isEqualTo("short\nand long\n");
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
    }

    /** A resolv.conf without a line, say. */
    @Test
    void anEmptyFileIsMadeOnceToo() {
        Path file = folder.resolve("resolv.conf");
        HostsFile.write(file, "");
        assertThat(file).isEmptyFile();
        assertThat(HostsFile.write(file, "")).isEqualTo(HostsFile.Written.ALREADY);
    }

    @Test
    void aSymbolicLinkInItsPlaceIsRefused() throws IOException {
        Path target = Files.writeString(folder.resolve("passwd"), "root\n");
        Path link = Files.createSymbolicLink(folder.resolve("hosts"), target);
        assertThatThrownBy(() -> HostsFile.write(link, "x\n"))
                .isInstanceOf(JstackException.class)
                .hasMessageContaining("file-failed");
        assertThat(target).hasContent("root\n");
    }

    /** Linux lets a read(2) pass a write(2) within a page, so one in many thousands may see both; a torn write would show in every other. */
    @Test
    void aReaderSeesWholeLinesWhileTheFileIsWrittenAgainAndAgain() throws Exception {
        Path file = folder.resolve("hosts");
        HostsFile few = new HostsFile().self(Ipv4.parse("10.64.0.2"), List.of("me"));
        HostsFile many = new HostsFile().self(Ipv4.parse("10.64.0.2"), List.of("me"));
        for (int i = 1; i < 40; i++) {
            many.peer("10.64.1." + i, List.of("peer-" + i));
        }
        HostsFile.write(file, few.text());
        Set<String> allowed = ConcurrentHashMap.newKeySet();
        few.text().lines().forEach(allowed::add);
        many.text().lines().forEach(allowed::add);
        allowed.add("");
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger strange = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            while (!over.get()) {
                reads.incrementAndGet();
                try {
                    if (oneRead(file).lines().anyMatch(line -> !allowed.contains(line))) {
                        strange.incrementAndGet();
                    }
                } catch (IOException e) {
                    strange.incrementAndGet();
                }
            }
        });
        reader.start();
        for (int i = 0; i < 20_000; i++) {
            HostsFile.write(file, (i % 2 == 0 ? many : few).text());
        }
        over.set(true);
        reader.join();
        assertThat(reads.get()).isGreaterThan(1000);
        assertThat(strange.get()).isLessThanOrEqualTo(reads.get() / 500);
    }

    /** As libc reads it: one read(2) of 4096 bytes. */
    private static String oneRead(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
            channel.read(bytes);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }
}
