package io.jstack.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumesTest {
    @TempDir
    Path temp;

    private final Map<String, List<String>> users = new HashMap<>();
    private Path root;
    private Volumes volumes;

    @BeforeEach
    void open() {
        root = temp.resolve("volumes");
        volumes = reopened();
    }

    @Test
    void aVolumeIsMadeOnceAndKeepsItsFiles() throws IOException {
        Volume first = volumes.ensure(VolumeDefinition.local("shop_data").labelled(Map.of("a", "b")));
        Files.writeString(first.mountpoint().resolve("row"), "1");

        Volume again = reopened().ensure(VolumeDefinition.local("shop_data"));

        assertThat(again).isEqualTo(first);
        assertThat(again.mountpoint()).isEqualTo(root.resolve("shop_data/_data"));
        assertThat(again.mountpoint().resolve("row")).hasContent("1");
        assertThat(again.definition().labels()).containsEntry("a", "b");
    }

    @Test
    void theDirectoryOfAllVolumesIsClosedToOthers() throws IOException {
        assertThat((int) Files.getAttribute(root, "unix:mode") & 077).isZero();
    }

    @Test
    void anotherDefinitionOfTheSameNameIsRefused(@TempDir Path device) {
        volumes.ensure(VolumeDefinition.local("data"));

        assertThatThrownBy(() -> volumes.ensure(boundTo("data", device)))
                .hasMessageStartingWith("volume-differs: volume data exists with driver_opts {}, and {")
                .hasMessageContaining("try: remove it with jstack volume rm data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "a/b", "-x", "a b", "../etc"})
    void aNameThatIsNoDirectoryNameIsRefused(String name) {
        assertThatThrownBy(() -> VolumeDefinition.local(name)).hasMessageStartingWith("volume-name-invalid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=nfs;o=addr=10.0.0.1;device=:/export | volume-option-unsupported: volume data asks for type 'nfs', a network",
                "type=ext4;device=/dev/sdb | volume-option-unsupported: volume data asks for type 'ext4'",
                "type=none;o=bind,ro;device=/srv | volume-option-unsupported: volume data asks for o 'bind,ro'",
                "type=none;o=bind;device=srv | volume-option-invalid: volume data binds device 'srv', which is no absolute path",
                "size=10g | volume-option-unsupported: volume data asks for driver_opts.size",
                "mode=9 | volume-option-invalid: volume data: driver_opts.mode is '9'",
                "uid=app | volume-option-invalid: volume data: driver_opts.uid is 'app'"
            })
    void whatTheDriverCannotDoIsRefusedByName(String options, String message) {
        Map<String, String> map = new HashMap<>();
        for (String option : options.split(";", -1)) {
            map.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        assertThatThrownBy(() -> volumes.ensure(new VolumeDefinition("data", "local", map, Map.of())))
                .hasMessageStartingWith(message);
        assertThat(volumes.list()).isEmpty();
    }

    @Test
    void anotherDriverIsRefusedByName() {
        assertThatThrownBy(() -> volumes.ensure(new VolumeDefinition("data", "rexray", Map.of(), Map.of())))
                .hasMessageStartingWith("volume-driver-unsupported: volume data asks for driver 'rexray'");
    }

    @Test
    void aVolumeBoundToAHostDirectoryIsThatDirectoryAndLeavesItBehind(@TempDir Path device) throws IOException {
        Files.writeString(device.resolve("kept"), "1");

        Volume volume = volumes.ensure(boundTo("data", device));
        volumes.remove("data");

        assertThat(volume.mountpoint()).isEqualTo(device);
        assertThat(volumes.list()).isEmpty();
        assertThat(device.resolve("kept")).hasContent("1");
    }

    @Test
    void theDataDirectoryHasTheModeAskedFor() throws IOException {
        Volume volume = volumes.ensure(new VolumeDefinition("data", "local", Map.of("mode", "2770"), Map.of()));

        assertThat((int) Files.getAttribute(volume.mountpoint(), "unix:mode") & 07777)
                .isEqualTo(02770);
    }

    @Test
    void aVolumeInUseIsNotRemovedAndItsUsersAreNamed() {
        volumes.ensure(VolumeDefinition.local("data"));
        users.put("data", List.of("shop-db-1", "shop-backup-1"));

        assertThatThrownBy(() -> volumes.remove("data"))
                .hasMessageStartingWith("volume-in-use: cannot remove volume data: used by shop-db-1, shop-backup-1");
        assertThat(volumes.find("data")).isPresent();
    }

    @Test
    void removalTakesTheFilesAndMayBeRepeated() throws IOException {
        Volume volume = volumes.ensure(VolumeDefinition.local("data"));
        Files.createDirectories(volume.mountpoint().resolve("a/b"));
        Files.createSymbolicLink(volume.mountpoint().resolve("out"), temp);

        volumes.remove("data");
        volumes.remove("data");

        assertThat(root).isDirectoryNotContaining(path -> !path.endsWith(".records") && !path.endsWith(".cradles"));
        assertThat(temp).exists();
        assertThatThrownBy(() -> volumes.inspect("data")).hasMessageStartingWith("volume-not-found: no volume data");
    }

    @Test
    void dataRemovedBehindOurBackIsReportedAndNotMadeAgain() throws IOException {
        Volume volume = volumes.ensure(VolumeDefinition.local("data"));
        DirectoryTree.delete(root.resolve("data"));

        assertThat(volumes.ensure(VolumeDefinition.local("data")).condition()).isEqualTo(Volume.Condition.DATA_MISSING);
        assertThatThrownBy(() -> volumes.mountsFor(Mounts.of(Mounts.named("data", "/data"))))
                .hasMessageStartingWith("volume-data-missing: volume data has lost its data: " + volume.mountpoint());
        assertThat(volume.mountpoint()).doesNotExist();

        volumes.remove("data");
        assertThat(volumes.ensure(VolumeDefinition.local("data")).condition()).isEqualTo(Volume.Condition.READY);
    }

    @Test
    void anInterruptedCreationIsCarriedOn() throws IOException {
        Files.createDirectories(root.resolve("data/_data"));

        assertThat(reopened().ensure(VolumeDefinition.local("data")).condition())
                .isEqualTo(Volume.Condition.READY);
    }

    @Test
    void filesOfNoKnownVolumeAreNeitherTakenNorDeleted() throws IOException {
        Files.createDirectories(root.resolve("data/_data"));
        Files.writeString(root.resolve("data/_data/precious"), "1");

        assertThatThrownBy(() -> volumes.ensure(VolumeDefinition.local("data")))
                .hasMessageStartingWith("volume-directory-foreign");
        assertThat(root.resolve("data/_data/precious")).exists();
    }

    @Test
    void anInterruptedRemovalIsFinishedWhenTheEngineComesBack() throws IOException {
        volumes.ensure(VolumeDefinition.local("data"));
        // As it stands after the directory was moved aside, before the record went.
        Files.move(root.resolve("data"), root.resolve(".removing-123e4567-e89b-12d3-a456-426614174000-data"));

        Volumes next = reopened();

        assertThat(next.list()).isEmpty();
        assertThat(root).isDirectoryNotContaining(path -> !path.endsWith(".records") && !path.endsWith(".cradles"));
    }

    @Test
    void aRecordOfANewerVersionIsRefusedAndLeftAlone() throws IOException {
        volumes.ensure(VolumeDefinition.local("data"));
        Path record = root.resolve(".records/data.json");
        Files.writeString(record, Files.readString(record).replace("\"schema\":1", "\"schema\":7"));

        assertThatThrownBy(() -> volumes.find("data"))
                .isInstanceOf(JstackException.class)
                .hasMessageContaining("schema 7, this engine knows 1");
        assertThat(record).exists();
    }

    @Test
    void manyAskingForTheSameVolumeAtOnceGetTheOne() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Volume>> asks = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                asks.add(() -> volumes.ensure(VolumeDefinition.local("data")));
            }
            List<Volume> answers = new ArrayList<>();
            for (var answer : pool.invokeAll(asks)) {
                answers.add(answer.get());
            }
            assertThat(answers).hasSize(64).containsOnly(volumes.inspect("data"));
        } finally {
            pool.shutdownNow();
        }
    }

    private Volumes reopened() {
        return Volumes.open(root, name -> users.getOrDefault(name, List.of()));
    }

    private static VolumeDefinition boundTo(String name, Path device) {
        return new VolumeDefinition(
                name, "local", Map.of("type", "none", "o", "bind", "device", device.toString()), Map.of());
    }
}
