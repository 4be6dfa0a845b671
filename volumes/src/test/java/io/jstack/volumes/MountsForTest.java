package io.jstack.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountsForTest {
    @TempDir
    Path temp;

    private final Map<String, List<String>> users = new HashMap<>();
    private Volumes volumes;

    @BeforeEach
    void open() {
        volumes = Volumes.open(temp.resolve("volumes"), name -> users.getOrDefault(name, List.of()));
        volumes.ensure(VolumeDefinition.local("data"));
    }

    @Test
    void aNamedVolumeIsBoundWhereItIsWanted() {
        assertThat(volumes.mountsFor(Mounts.of(Mounts.named("data", "/var/lib/data/"))))
                .containsExactly(new MountRequest(
                        MountRequest.Kind.VOLUME,
                        "data",
                        temp.resolve("volumes/data/_data").toString(),
                        "/var/lib/data",
                        List.of("rbind", "rw", "rprivate")));
    }

    @Test
    void aParentIsMountedBeforeWhatLiesBelowIt() {
        List<MountRequest> mounts =
                volumes.mountsFor(Mounts.of(tmpfs("/a/b/c"), Mounts.named("data", "/a/b"), tmpfs("/a")));

        assertThat(mounts).extracting(MountRequest::target).containsExactly("/a", "/a/b", "/a/b/c");
    }

    @Test
    void twoMountsAtOnePlaceAreRefused() {
        assertThatThrownBy(() -> volumes.mountsFor(Mounts.of(Mounts.named("data", "/a"), tmpfs("/a/"))))
                .hasMessageStartingWith("mount-target-twice: two mounts at /a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "/", "/a/../..", "./x"})
    void aTargetThatIsNoPlaceBelowTheRootIsRefused(String target) {
        assertThatThrownBy(() -> Mounts.named("data", target)).hasMessageStartingWith("mount-target-invalid");
    }

    @Test
    void theServicesOwnMountWinsOverVolumesFromAndThatOverTheImages() {
        List<MountRequest> source =
                volumes.mountsFor(Mounts.of(Mounts.named("data", "/own"), Mounts.named("data", "/from")));

        List<MountRequest> mounts = volumes.mountsFor(new ContainerMounts(
                List.of(tmpfs("/own")),
                List.of(new VolumesFrom(source, Access.READ_WRITE)),
                List.of("/own", "/from", "/image"),
                List.of(),
                List.of(),
                Map.of()));

        assertThat(mounts)
                .extracting(mount -> mount.target() + " " + mount.kind())
                .containsExactlyInAnyOrder("/own TMPFS", "/from VOLUME", "/image ANONYMOUS");
    }

    @Test
    void volumesFromReadOnlyLeavesNothingWritable() {
        List<MountRequest> source = volumes.mountsFor(Mounts.of(
                Mounts.named("data", "/data"), Mounts.bind(temp, "/host", CreateHostPath.REQUIRE), tmpfs("/scratch")));

        List<MountRequest> mounts = volumes.mountsFor(new ContainerMounts(
                List.of(),
                List.of(new VolumesFrom(source, Access.READ_ONLY)),
                List.of(),
                List.of(),
                List.of(),
                Map.of()));

        assertThat(mounts).extracting(MountRequest::target).containsExactlyInAnyOrder("/data", "/host");
        assertThat(mounts)
                .allSatisfy(mount -> assertThat(mount.options()).contains("ro").doesNotContain("rw"));
    }

    @Test
    void whatIsReadOnlyAtTheSourceStaysReadOnly() {
        List<MountRequest> source = volumes.mountsFor(
                Mounts.of(new WantedMount.Named("data", "/data", Access.READ_ONLY, CopyImageData.WHEN_EMPTY)));

        assertThat(new VolumesFrom(source, Access.READ_WRITE).inherited())
                .extracting(MountRequest::access)
                .containsExactly(Access.READ_ONLY);
    }

    @Test
    void anAnonymousVolumeIsKeptAcrossRecreateAndGoesWithItsLastUser() {
        List<MountRequest> first = volumes.mountsFor(Mounts.of(Mounts.anonymous("/cache")));
        List<MountRequest> next = volumes.mountsFor(new ContainerMounts(
                List.of(Mounts.anonymous("/cache")), List.of(), List.of(), first, List.of(), Map.of()));

        assertThat(next).isEqualTo(first);
        String name = first.get(0).volume();
        assertThat(name).matches("[0-9a-f]{64}");
        assertThat(volumes.inspect(name).isAnonymous()).isTrue();

        users.put(name, List.of("shop-reader-1"));
        volumes.removeUnused(next);
        assertThat(volumes.find(name)).isPresent();

        users.clear();
        volumes.removeUnused(next);
        assertThat(volumes.find(name)).isEmpty();
    }

    @Test
    void removingAContainersAnonymousVolumesLeavesTheNamedOnes() {
        List<MountRequest> mounts = volumes.mountsFor(Mounts.of(Mounts.named("data", "/a"), Mounts.anonymous("/b")));

        volumes.removeUnused(mounts);

        assertThat(volumes.list()).extracting(Volume::name).containsExactly("data");
    }

    @Test
    void whatWasMadeForAContainerThatCannotBeIsRemovedAgain() {
        assertThatThrownBy(() -> volumes.mountsFor(Mounts.of(
                        Mounts.anonymous("/cache"),
                        Mounts.bind(temp.resolve("absent"), "/host", CreateHostPath.REQUIRE))))
                .hasMessageStartingWith("bind-source-missing");
        assertThat(volumes.list()).extracting(Volume::name).containsExactly("data");
    }

    /** Compose issue 13602: {@code create_host_path: false} was ignored. */
    @Test
    void aMissingBindSourceIsMadeOrRefusedAsAsked() {
        Path source = temp.resolve("new/dir");

        assertThatThrownBy(() -> volumes.mountsFor(Mounts.of(Mounts.bind(source, "/host", CreateHostPath.REQUIRE))))
                .hasMessageStartingWith(
                        "bind-source-missing: cannot bind " + source + " at /host: there is no such file on the host");
        assertThat(source).doesNotExist();

        volumes.mountsFor(Mounts.of(Mounts.bind(source, "/host", CreateHostPath.CREATE)));
        assertThat(source).isDirectory();
    }

    @Test
    void aBindIsOfTheFileASourceLinkPointsAt() throws IOException {
        Path file = Files.writeString(temp.resolve("real.conf"), "x");
        Path link = Files.createSymbolicLink(temp.resolve("link.conf"), file);

        assertThat(volumes.mountsFor(Mounts.of(Mounts.bind(link, "/etc/app.conf", CreateHostPath.CREATE))))
                .extracting(MountRequest::source)
                .containsExactly(file.toRealPath().toString());
    }

    @Test
    void aSharedPropagationIsRefused() {
        WantedMount shared =
                new WantedMount.Bind(temp, "/host", Access.READ_WRITE, Propagation.RSHARED, CreateHostPath.REQUIRE);

        assertThatThrownBy(() -> volumes.mountsFor(Mounts.of(shared)))
                .hasMessageStartingWith("bind-propagation-unsupported: cannot bind %s with propagation rshared", temp);
    }

    @Test
    void aTmpfsHasDockersDefaultsUnlessTheUserSaysOtherwise() {
        assertThat(volumes.mountsFor(Mounts.of(tmpfs("/run"), tmpfs("/tmp", "size=64m", "exec", "mode=700", "ro"))))
                .extracting(MountRequest::options)
                .containsExactly(
                        List.of("nosuid", "nodev", "noexec", "rw", "mode=1777"),
                        List.of("nosuid", "nodev", "size=64m", "exec", "mode=700", "ro"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=lots", "size", "mode=999", "context=x", "noexec,exec", ""})
    void anUnknownTmpfsOptionIsRefusedByName(String option) {
        assertThatThrownBy(() -> volumes.mountsFor(Mounts.of(tmpfs("/run", option))))
                .hasMessageStartingWith("tmpfs-option-invalid: tmpfs /run has the option '" + option + "'");
    }

    private static WantedMount tmpfs(String target, String... options) {
        return new WantedMount.Tmpfs(target, List.of(options));
    }
}
