package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cp} writes on this machine when the container is not honest: moby#52948. */
class ArchiveTest {
    @TempDir
    Path temp;

    private Path target;
    private Path victim;

    @BeforeEach
    void make() throws IOException {
        target = Files.createDirectory(temp.resolve("target"));
        victim = Files.writeString(Files.createDirectory(temp.resolve("victim")).resolve("file"), "kept");
    }

    /** @param link empty for a file */
    private record Entry(String name, byte kind, String link) {
        static Entry file(String name) {
            return new Entry(name, TarArchiveEntry.LF_NORMAL, "");
        }

        static Entry symlink(String name, String to) {
            return new Entry(name, TarArchiveEntry.LF_SYMLINK, to);
        }

        static Entry hardLink(String name, String to) {
            return new Entry(name, TarArchiveEntry.LF_LINK, to);
        }
    }

    private void unpack(Entry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            byte[] content = "evil".getBytes(StandardCharsets.UTF_8);
            for (Entry entry : entries) {
                TarArchiveEntry header = new TarArchiveEntry(entry.name(), entry.kind(), true);
                header.setLinkName(entry.link());
                header.setSize(entry.kind() == TarArchiveEntry.LF_NORMAL ? content.length : 0);
                tar.putArchiveEntry(header);
                if (entry.kind() == TarArchiveEntry.LF_NORMAL) {
                    tar.write(content);
                }
                tar.closeArchiveEntry();
            }
        }
        Archive.unpack(new ByteArrayInputStream(bytes.toByteArray()), target, Archive.Name.kept(), Archive.Owners.MINE);
    }

    @Test
    void namesThatLeadOutAreRefused() {
        for (Entry entry : List.of(
                Entry.file("../victim/file"),
                Entry.file("a/../../victim/file"),
                Entry.file(victim.toString()),
                Entry.hardLink("copy", "../victim/file"),
                Entry.hardLink("copy", victim.toString()))) {
            assertThatThrownBy(() -> unpack(entry)).as("%s", entry).isInstanceOf(IOException.class);
            assertThat(victim).hasContent("kept");
            assertThat(target.resolve("copy")).doesNotExist();
        }
    }

    @Test
    void nothingIsWrittenThroughALinkOfTheArchivesOwn() {
        for (String to : List.of(temp.resolve("victim").toString(), "../victim", ".")) {
            assertThatThrownBy(() -> unpack(Entry.symlink("way", to), Entry.file("way/file")))
                    .as(to)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("through the link");
            assertThat(victim).hasContent("kept");
        }
    }

    @Test
    void aLinkIsReplacedAndNotWrittenThrough() throws IOException {
        unpack(Entry.symlink("name", victim.toString()), Entry.file("name"));
        assertThat(victim).hasContent("kept");
        assertThat(target.resolve("name")).isRegularFile().hasContent("evil");
    }

    @Test
    void aHardLinkToALinkIsTheLink() throws IOException {
        unpack(Entry.symlink("link", victim.toString()), Entry.hardLink("hard", "link"), Entry.file("hard"));
        assertThat(victim).hasContent("kept");
        assertThat(target.resolve("hard")).isRegularFile().hasContent("evil");
    }
}
