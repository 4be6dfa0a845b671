package io.jstack.engine;

import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import io.jstack.volumes.Volume;
import io.jstack.volumes.VolumeDefinition;
import io.jstack.volumes.VolumeUsers;
import io.jstack.volumes.Volumes;
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
            throw new JstackException(EngineError.NO_SUCH_VOLUME, "no volume is called " + name, "jstack volume ls");
        }
        volumes.remove(name);
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
