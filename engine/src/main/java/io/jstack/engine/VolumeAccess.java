package io.jstack.engine;

import io.jstack.images.layer.LayerExtractor;
import io.jstack.images.layer.LayerLimits;
import io.jstack.images.layer.MergedTar;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.layer.TreeRemoval;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import io.jstack.volumes.Volume;
import io.jstack.volumes.VolumeDefinition;
import io.jstack.volumes.VolumeUsers;
import io.jstack.volumes.Volumes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@link HostVolumes} over the volumes room. */
final class VolumeAccess implements HostVolumes {
    private final Volumes volumes;
    private final VolumeUsers users;

    VolumeAccess(Volumes volumes, VolumeUsers users) {
        this.volumes = volumes;
        this.users = users;
    }

    @Override
    public List<Found> list() {
        return volumes.list().stream().map(this::found).toList();
    }

    @Override
    public String create(String name, String driver, Map<String, String> options, Map<String, String> labels) {
        String chosen = name.isEmpty() ? ContainerId.random().value() : name;
        VolumeDefinition definition = new VolumeDefinition(chosen, driver, options, labels);
        return volumes.ensure(name.isEmpty() ? definition.labelled(Map.of(Volume.ANONYMOUS_LABEL, "")) : definition)
                .name();
    }

    @Override
    public void remove(String name) {
        if (volumes.find(name).isEmpty()) {
            throw noSuch(name);
        }
        volumes.remove(name);
    }

    @Override
    public void exportTo(String name, OutputStream tar) throws IOException {
        Volume volume = volumes.find(name).orElseThrow(() -> noSuch(name));
        try (MergedTree tree = new MergedTree(List.of(volume.mountpoint()))) {
            MergedTar.write(tree, tar);
        }
    }

    @Override
    public void importFrom(String name, InputStream tar) throws IOException {
        Volume volume = volumes.ensure(new VolumeDefinition(name, "local", Map.of(), Map.of()));
        Path data = volume.mountpoint();
        if (!children(data).isEmpty()) {
            throw new JstackException(
                    EngineError.VOLUME_NOT_EMPTY,
                    "volume %s holds something already".formatted(name),
                    "import into a new volume, or jstack volume rm %s first".formatted(name));
        }
        try {
            new LayerExtractor(LayerLimits.DEFAULT).extract(tar, data, List.of(), read -> {});
        } catch (IOException | RuntimeException e) {
            for (Path child : children(data)) {
                TreeRemoval.remove(child);
            }
            throw e;
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static JstackException noSuch(String name) {
        return new JstackException(EngineError.NO_SUCH_VOLUME, "no volume is called " + name, "jstack volume ls");
    }

    private Found found(Volume volume) {
        return new Found(
                volume.name(),
                volume.definition().driver(),
                volume.mountpoint(),
                volume.created(),
                volume.isAnonymous(),
                volume.definition().labels(),
                users.of(volume.name()));
    }
}
