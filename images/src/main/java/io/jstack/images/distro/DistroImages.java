package io.jstack.images.distro;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes {@code distro.local/debian:<suite>[-slim]} with mmdebstrap from the machine's own mirror, and {@code distro.local/busybox} from
 * the package busybox-static. Two callers who ask for the same image at once wait for one making.
 */
public final class DistroImages {
    /** The registry name under which these images stand. */
    public static final String REGISTRY = "distro.local";

    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ImageStore store;
    private final Machine machine;
    private final Map<Reference, Object> making = new ConcurrentHashMap<>();

    public DistroImages(ImageStore store) {
        this(store, Machine.real());
    }

    DistroImages(ImageStore store, Machine machine) {
        this.store = store;
        this.machine = machine;
    }

    /** Whether {@code name} stands for an image that is made here. */
    public static boolean isDistro(Reference name) {
        return name.registry().equals(REGISTRY);
    }

    /**
     * The image, made when the store does not have it.
     *
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND} for a name that is not offered, {@link ImageError#PROGRAM_MISSING},
     *     {@link ImageError#BOOTSTRAP_FAILED}, {@link ImageError#DISK_FULL}
     */
    public Image ensure(Reference name, ImageProgress progress) throws InterruptedException {
        synchronized (making.computeIfAbsent(name, n -> new Object())) {
            Optional<Image> there = store.find(name);
            return there.isPresent() ? there.get() : make(name, progress);
        }
    }

    private Image make(Reference name, ImageProgress progress) throws InterruptedException {
        String tag = name.tag().orElse("latest");
        if (name.repository().equals("busybox")) {
            byte[] tar = BusyboxRoot.tar(machine);
            return read(RootTar.of(new java.io.ByteArrayInputStream(tar)), name, "sh", "busybox-static", progress);
        }
        if (name.repository().equals("debian")) {
            Optional<DebianSuite> suite = DebianSuite.of(tag);
            if (suite.isPresent()) {
                try (DebianRoot root = DebianRoot.start(suite.get(), machine, progress)) {
                    return read(root, name, "bash", "mmdebstrap " + suite.get().name(), progress);
                }
            }
        }
        throw new JstackException(
                ImageError.IMAGE_NOT_FOUND,
                "no image '" + name.familiar() + "' can be made here",
                "use %s/debian:bookworm-slim or %s/busybox, or an image of a registry".formatted(REGISTRY, REGISTRY));
    }

    private Image read(RootTar tar, Reference name, String command, String comment, ImageProgress progress) {
        ContainerDefaults nothing = ContainerDefaults.empty();
        ContainerDefaults container = new ContainerDefaults(
                nothing.user(),
                List.of(PATH),
                nothing.entrypoint(),
                List.of(command),
                nothing.workingDir(),
                nothing.exposedPorts(),
                nothing.volumes(),
                nothing.labels(),
                nothing.stopSignal(),
                nothing.healthcheck(),
                nothing.shell(),
                nothing.onBuild());
        return new TarImport(store, progress).read(tar, List.of(name), container, comment);
    }
}
