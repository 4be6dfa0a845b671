package io.jstack.images.exchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.Reference;
import io.jstack.images.manifest.ImageManifest;
import io.jstack.images.store.ImageStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * {@code docker save}: images as one tar that is at once an OCI image layout (OCI image spec, image-layout.md) and Docker's archive
 * (Docker image spec 1.2, {@code manifest.json}), as Docker itself has written it since version 25. Layers go out packed, in the bytes
 * they came in.
 */
public final class ImageArchive {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BLOBS = "blobs/sha256/";

    private final ImageStore store;

    public ImageArchive(ImageStore store) {
        this.store = store;
    }

    /**
     * One image to be written.
     *
     * @param names that it has in the archive; none, where it was asked for by its id
     */
    public record Saved(Image image, List<Reference> names) {
        public Saved {
            names = List.copyOf(names);
        }
    }

    /** Writes all of them; layers that several have are written once. {@code out} stays open. */
    public void write(List<Saved> images, OutputStream out) throws IOException {
        Map<Saved, ImageManifest> manifests = new LinkedHashMap<>();
        for (Saved saved : images) {
            manifests.put(saved, ImageManifest.of(store, saved.image()));
        }
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        file(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        file(tar, "index.json", JSON.writeValueAsBytes(index(manifests)));
        file(tar, "manifest.json", JSON.writeValueAsBytes(dockerManifest(manifests)));
        Set<Digest> written = new HashSet<>();
        for (ImageManifest manifest : manifests.values()) {
            if (written.add(manifest.descriptor().digest())) {
                file(tar, BLOBS + manifest.descriptor().digest().hex(), manifest.text());
            }
            blob(tar, manifest.config(), written);
            for (Descriptor layer : manifest.layers()) {
                blob(tar, layer, written);
            }
        }
        tar.finish();
        tar.flush();
    }

    private static ObjectNode index(Map<Saved, ImageManifest> manifests) {
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2);
        index.put("mediaType", "application/vnd.oci.image.index.v1+json");
        ArrayNode list = index.putArray("manifests");
        manifests.forEach((saved, manifest) -> {
            if (saved.names().isEmpty()) {
                entry(list, manifest);
            }
            for (Reference name : saved.names()) {
                entry(list, manifest)
                        .putObject("annotations")
                        .put("io.containerd.image.name", name.toString())
                        .put("org.opencontainers.image.ref.name", name.tag().orElse("latest"));
            }
        });
        return index;
    }

    private static ObjectNode entry(ArrayNode list, ImageManifest manifest) {
        Descriptor what = manifest.descriptor();
        return list.addObject()
                .put("mediaType", what.mediaType())
                .put("digest", what.digest().toString())
                .put("size", what.size());
    }

    private static ArrayNode dockerManifest(Map<Saved, ImageManifest> manifests) {
        ArrayNode list = JSON.createArrayNode();
        manifests.forEach((saved, manifest) -> {
            ObjectNode one = list.addObject();
            one.put("Config", BLOBS + manifest.config().digest().hex());
            ArrayNode tags = one.putArray("RepoTags");
            saved.names().forEach(name -> tags.add(name.familiar()));
            ArrayNode layers = one.putArray("Layers");
            manifest.layers().forEach(layer -> layers.add(BLOBS + layer.digest().hex()));
        });
        return list;
    }

    private void blob(TarArchiveOutputStream tar, Descriptor blob, Set<Digest> written) throws IOException {
        if (written.add(blob.digest())) {
            try (InputStream in = Files.newInputStream(store.blobs().path(blob.digest()))) {
                file(tar, BLOBS + blob.digest().hex(), in, blob.size());
            }
        }
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        file(tar, name, new ByteArrayInputStream(content), content.length);
    }

    /** All of one time, so that the same images give the same bytes. */
    private static void file(TarArchiveOutputStream tar, String name, InputStream content, long size)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(0644);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        content.transferTo(tar);
        tar.closeArchiveEntry();
    }
}
