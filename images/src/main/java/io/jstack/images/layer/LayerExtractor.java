package io.jstack.images.layer;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks one layer, tar of any compression, into a directory that overlayfs can stack. */
public final class LayerExtractor {
    private static final int BUFFER = 1 << 16;
    private static final int BESIDE_ITS_NAME = FileSystemCalls.RESOLVE_BENEATH | FileSystemCalls.RESOLVE_NO_SYMLINKS;

    private final LayerLimits limits;

    public LayerExtractor(LayerLimits limits) {
        this.limits = limits;
    }

    /** Told how many packed bytes were read. */
    @FunctionalInterface
    public interface Meter {
        void read(long packed);
    }

    /**
     * Unpacks all of {@code packed} into {@code directory}, which is empty and nobody else's.
     *
     * @param lower the layers below, topmost first
     * @throws JstackException {@link ImageError#INVALID_LAYER}, {@link ImageError#LAYER_TOO_LARGE}; what was unpacked so far is the
     *     caller's to remove
     * @throws IOException when {@code packed} cannot be read
     * @throws KernelException when the kernel refuses a file, such as ENOSPC
     */
    public Extracted extract(InputStream packed, Path directory, List<Path> lower, Meter meter) throws IOException {
        CountedHash counted = new CountedHash(packed, Optional.empty(), meter::read);
        MessageDigest sha256 = Digest.sha256();
        try (LayerTree tree = new LayerTree(directory, lower);
                CountedHash plain = new CountedHash(
                        Compression.unpack(counted),
                        Optional.of(sha256),
                        count -> limits.checkBytes(count, counted.count()))) {
            PaxTap tap = new PaxTap(new BufferedInputStream(plain, BUFFER));
            EntryWriter writer = new EntryWriter(tree);
            long entries = unpack(tap, tree, writer);
            drain(plain, tap);
            return new Extracted(
                    Digest.finish(sha256.digest()),
                    new Bytes(writer.bytes()),
                    entries,
                    tree.isBorrowed() ? Extracted.Fit.THESE_LOWER_LAYERS : Extracted.Fit.ANY);
        } catch (IOException | IllegalArgumentException e) {
            if (e instanceof IOException source && counted.hasFailed()) {
                throw source;
            }
            // commons-compress, GZIPInputStream and zstd-jni all say "this is broken" with one of these
            throw invalid("it is no sound tar: " + e.getMessage(), e);
        }
    }

    private long unpack(PaxTap tap, LayerTree tree, EntryWriter writer) throws IOException {
        long entries = 0;
        Deque<Dated> directories = new ArrayDeque<>();
        TarArchiveInputStream tar = new TarArchiveInputStream(tap, 512, 512, "ISO-8859-1", true);
        while (true) {
            TarArchiveEntry header = tar.getNextEntry();
            if (header == null) {
                break;
            }
            limits.checkEntries(++entries);
            LayerEntry entry = LayerEntry.of(header, tap);
            writer.write(entry, tar);
            if (entry.kind() == LayerEntry.Kind.DIRECTORY) {
                directories.push(new Dated(entry.name(), entry.seconds(), entry.nanos()));
            }
        }
        directories.forEach(dated -> setModified(tree, dated));
        return entries;
    }

    /** Writing into a directory changes its time: set when all is there, children first. */
    private record Dated(RawName name, long seconds, int nanos) {}

    private static void setModified(LayerTree tree, Dated dated) {
        FileSystemCalls files = tree.files();
        try (Fd directory =
                files.open(tree.root(), dated.name().path(), Linux.O_RDONLY | Linux.O_DIRECTORY, 0, BESIDE_ITS_NAME)) {
            files.setModified(directory, dated.seconds(), dated.nanos());
        } catch (KernelException e) {
            return; // a later entry put something else in its place
        }
    }

    /** The diff ID covers the padding too. */
    private void drain(CountedHash plain, PaxTap tap) throws IOException {
        byte[] thrown = new byte[BUFFER];
        long end = plain.count();
        while (tap.in().read(thrown) >= 0) {
            limits.checkPadding(plain.count() - end);
        }
    }

    static JstackException invalid(String why, Throwable cause) {
        return new JstackException(
                ImageError.INVALID_LAYER,
                "the layer cannot be unpacked: " + why,
                "pull or build the image again",
                cause);
    }
}
