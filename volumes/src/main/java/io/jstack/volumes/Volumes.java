package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The volumes of one engine, below one directory of its state: {@code NAME/_data} holds a volume's files, as Docker lays them, and
 * {@code .records/NAME.json} what it was made from. Every method may be called from any thread, and again after a crash.
 */
public final class Volumes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final VolumeStore store;
    private final VolumeUsers users;
    private final BindSource binds;

    private Volumes(VolumeStore store, VolumeUsers users) {
        this.store = store;
        this.users = users;
        this.binds = new BindSource(new MountTable(Path.of("/proc/self/mountinfo")));
    }

    /**
     * Opens the volumes below {@code root} (made with mode 0700 when absent) and finishes removals a crash left half done.
     *
     * @throws JstackException {@link VolumeError#VOLUME_IO}
     */
    public static Volumes open(Path root, VolumeUsers users) {
        return new Volumes(VolumeStore.open(root, Clock.systemUTC()), users);
    }

    /**
     * The volume of that definition, made when it is not there. Labels are taken from the first definition.
     *
     * @throws JstackException {@link VolumeError#VOLUME_DIFFERS} when one of that name has another driver or other options; and for a
     *     definition that cannot be had, by name
     */
    public Volume ensure(VolumeDefinition definition) {
        DriverOptions.of(definition);
        return store.ensure(definition);
    }

    public Optional<Volume> find(String name) {
        return store.find(name);
    }

    /**
     * The volume of that name.
     *
     * @throws JstackException {@link VolumeError#VOLUME_NOT_FOUND}
     */
    public Volume inspect(String name) {
        return find(name)
                .orElseThrow(() -> new JstackException(
                        VolumeError.VOLUME_NOT_FOUND,
                        "no volume %s".formatted(name),
                        "jstack volumes lists what there is"));
    }

    /** All of them, by name; also those whose data is gone, see {@link Volume#condition}. */
    public List<Volume> list() {
        return store.list();
    }

    /**
     * Removes a volume and its data. Repeatable: one that is not there is no error. The host directory of a volume bound to a
     * {@code device} stays.
     *
     * @throws JstackException {@link VolumeError#VOLUME_IN_USE} with the containers' names
     */
    public void remove(String name) {
        List<String> holders = users.of(name);
        if (!holders.isEmpty()) {
            throw new JstackException(
                    VolumeError.VOLUME_IN_USE,
                    "cannot remove volume %s: used by %s".formatted(name, String.join(", ", holders)),
                    "remove those containers first");
        }
        store.remove(name);
    }

    /** Of the mounts a removed container had, removes the anonymous volumes no other container uses: {@code rm -v}, {@code down -v}. */
    public void removeUnused(Collection<MountRequest> mounts) {
        for (MountRequest mount : mounts) {
            if (mount.kind() == MountRequest.Kind.ANONYMOUS
                    && users.of(mount.volume()).isEmpty()) {
                store.remove(mount.volume());
            }
        }
    }

    /**
     * Settles what one container mounts, parents before what lies below them: makes its anonymous volumes, fills fresh volumes from the
     * image, resolves binds. At one target the service's own mount wins over {@code volumes_from}, and that over the image's.
     *
     * @throws JstackException for the first mount that cannot be had; anonymous volumes made on the way are removed again
     */
    public List<MountRequest> mountsFor(ContainerMounts container) {
        Map<String, MountRequest> byTarget = new LinkedHashMap<>();
        List<String> made = new ArrayList<>();
        try {
            refuseTwice(container.wanted());
            for (VolumesFrom from : container.volumesFrom()) {
                from.inherited().forEach(mount -> byTarget.put(mount.target(), mount));
            }
            Settling settling = new Settling(container, made);
            for (WantedMount wanted : container.wanted()) {
                byTarget.put(wanted.target(), wanted.fold(settling));
            }
            for (String target : container.imageVolumes()) {
                if (!byTarget.containsKey(target)) {
                    WantedMount wanted = new WantedMount.Anonymous(target, Access.READ_WRITE, CopyImageData.WHEN_EMPTY);
                    byTarget.put(target, wanted.fold(settling));
                }
            }
        } catch (RuntimeException e) {
            made.forEach(store::remove);
            throw e;
        }
        return byTarget.values().stream()
                .sorted(Comparator.comparingInt((MountRequest mount) -> MountTarget.depth(mount.target())))
                .toList();
    }

    /**
     * Of the binds and volumes a running process has mounted, those that show something else than what lies under the source's name by
     * now: it was replaced by rename(2), or removed and made again.
     */
    public static List<MountRequest> stale(int pid, Collection<MountRequest> mounts) {
        MountTable theirs = new MountTable(Path.of("/proc", Integer.toString(pid), "mountinfo"));
        MountTable ours = new MountTable(Path.of("/proc/self/mountinfo"));
        return mounts.stream()
                // a path inside a volume is the containers' to change: which place it meant was settled when it was
                // mounted
                .filter(mount -> mount.below().isEmpty())
                .filter(mount -> theirs.mountedAt(mount.target())
                        .filter(mounted -> !Optional.of(mounted).equals(ours.within(Path.of(mount.source()))))
                        .isPresent())
                .toList();
    }

    private static void refuseTwice(List<WantedMount> wanted) {
        Map<String, WantedMount> seen = new LinkedHashMap<>();
        for (WantedMount mount : wanted) {
            if (seen.put(mount.target(), mount) != null) {
                throw new JstackException(
                        VolumeError.MOUNT_TARGET_TWICE,
                        "two mounts at %s in one container".formatted(mount.target()),
                        "keep one of them");
            }
        }
    }

    /** Turns each kind of wanted mount into a request. */
    private final class Settling implements WantedMount.Cases<MountRequest> {
        private final ContainerMounts container;
        private final List<String> made;

        Settling(ContainerMounts container, List<String> made) {
            this.container = container;
            this.made = made;
        }

        @Override
        public MountRequest named(WantedMount.Named mount) {
            MountRequest whole = request(
                    MountRequest.Kind.VOLUME, inspect(mount.volume()), mount.target(), mount.access(), mount.copy());
            return mount.below().isEmpty() ? whole : whole.below(mount.below());
        }

        @Override
        public MountRequest anonymous(WantedMount.Anonymous mount) {
            Volume volume = kept(mount.target()).orElseGet(this::fresh);
            return request(MountRequest.Kind.ANONYMOUS, volume, mount.target(), mount.access(), mount.copy());
        }

        @Override
        public MountRequest bind(WantedMount.Bind mount) {
            return binds.settle(mount);
        }

        @Override
        public MountRequest tmpfs(WantedMount.Tmpfs mount) {
            return new MountRequest(
                    MountRequest.Kind.TMPFS,
                    "",
                    "tmpfs",
                    mount.target(),
                    TmpfsOptions.of(mount.target(), mount.options()));
        }

        private Optional<Volume> kept(String target) {
            return container.kept().stream()
                    .filter(old -> old.kind() == MountRequest.Kind.ANONYMOUS
                            && old.target().equals(target))
                    .findFirst()
                    .flatMap(old -> find(old.volume()));
        }

        private Volume fresh() {
            byte[] bytes = new byte[32];
            RANDOM.nextBytes(bytes);
            String name = HexFormat.of().formatHex(bytes);
            Map<String, String> labels = new TreeMap<>(container.labels());
            labels.put(Volume.ANONYMOUS_LABEL, "");
            made.add(name);
            return store.ensure(VolumeDefinition.local(name).labelled(labels));
        }

        private MountRequest request(
                MountRequest.Kind kind, Volume volume, String target, Access access, CopyImageData copy) {
            store.requireData(volume);
            if (copy == CopyImageData.WHEN_EMPTY) {
                store.fill(volume, container.layers(), target, users);
            }
            return new MountRequest(
                    kind,
                    volume.name(),
                    volume.mountpoint().toString(),
                    target,
                    List.of("rbind", access.option(), Propagation.RPRIVATE.option()));
        }
    }
}
