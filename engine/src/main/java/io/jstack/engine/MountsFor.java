package io.jstack.engine;

import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.Volume;
import io.jstack.values.JstackException;
import io.jstack.volumes.Access;
import io.jstack.volumes.CopyImageData;
import io.jstack.volumes.CreateHostPath;
import io.jstack.volumes.Propagation;
import io.jstack.volumes.VolumeDefinition;
import io.jstack.volumes.WantedMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A stack's mounts and volumes in the words of the volumes room. */
final class MountsFor {
    private final Instance instance;
    private final Map<String, Volume> volumes;

    MountsFor(Instance instance, Map<String, Volume> volumes) {
        this.instance = instance;
        this.volumes = volumes;
    }

    /** The host's volume of a stack's volume; an external one is only looked up by its name. */
    static VolumeDefinition definition(Volume volume, Map<String, String> labels) {
        return new VolumeDefinition(
                        volume.name(),
                        volume.driver().orElse(VolumeDefinition.LOCAL),
                        volume.driverOptions(),
                        volume.labels())
                .labelled(labels);
    }

    List<WantedMount> wanted(List<Mount> mounts) {
        List<WantedMount> wanted = new ArrayList<>();
        for (Mount mount : mounts) {
            wanted.add(wanted(mount));
        }
        return wanted;
    }

    private WantedMount wanted(Mount mount) {
        Access access = mount.readOnly() ? Access.READ_ONLY : Access.READ_WRITE;
        if (mount instanceof Mount.Named named) {
            Volume volume = volumes.get(named.volume());
            String name = volume == null ? named.volume() : volume.name();
            // the image's data belongs at the top of a volume, not at a place in it
            CopyImageData copy = named.subpath().isPresent() ? CopyImageData.NEVER : copy(named.noCopy());
            return new WantedMount.Named(
                    name, named.target(), access, copy, named.subpath().orElse(""));
        }
        if (mount instanceof Mount.Anonymous anonymous) {
            return new WantedMount.Anonymous(anonymous.target(), access, copy(anonymous.noCopy()));
        }
        if (mount instanceof Mount.Bind bind && ApiSocket.isMeantBy(bind.source())) {
            // whether or not Docker is on the host: the file asks for the engine it runs on
            return new WantedMount.Bind(
                    ApiSocket.FULL.in(instance), bind.target(), access, Propagation.RPRIVATE, CreateHostPath.REQUIRE);
        }
        if (mount instanceof Mount.Bind bind) {
            return new WantedMount.Bind(
                    bind.source(),
                    bind.target(),
                    access,
                    bind.propagation().flatMap(Propagation::parse).orElse(Propagation.RPRIVATE),
                    bind.createHostPath() ? CreateHostPath.CREATE : CreateHostPath.REQUIRE);
        }
        if (mount instanceof Mount.Tmpfs tmpfs) {
            return new WantedMount.Tmpfs(tmpfs.target(), options(tmpfs));
        }
        throw unsupported("a mount of type image at " + mount.target(), "copy the files with a build stage");
    }

    private static List<String> options(Mount.Tmpfs tmpfs) {
        List<String> options = new ArrayList<>();
        tmpfs.size().ifPresent(size -> options.add("size=" + size.value()));
        tmpfs.mode().ifPresent(mode -> options.add("mode=" + Integer.toOctalString(mode)));
        tmpfs.options().ifPresent(text -> options.addAll(List.of(text.split(","))));
        if (tmpfs.readOnly() && !options.contains("ro")) {
            options.add("ro");
        }
        return options;
    }

    private static CopyImageData copy(boolean noCopy) {
        return noCopy ? CopyImageData.NEVER : CopyImageData.WHEN_EMPTY;
    }

    private static JstackException unsupported(String what, String remedy) {
        return new JstackException(EngineError.UNSUPPORTED, what + " is not supported yet", remedy);
    }
}
