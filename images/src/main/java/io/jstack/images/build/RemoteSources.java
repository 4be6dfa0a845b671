package io.jstack.images.build;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Flag;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.dockerfile.Keyword;
import io.jstack.images.layer.LayerCopy;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.layer.Ownership;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The sources of one ADD that are URLs. With {@code --checksum} the digest is known before anything is fetched; otherwise what is there
 * now must be fetched to know whether it was before.
 */
final class RemoteSources implements AutoCloseable {
    private final Build build;
    private final Instruction instruction;
    private final List<String> local = new ArrayList<>();
    private final Map<RemoteFile, String> remote = new LinkedHashMap<>();
    private final Optional<Digest> checksum;
    private final Map<RemoteFile, Path> fetched = new LinkedHashMap<>();
    private final List<Path> scratch = new ArrayList<>();

    RemoteSources(Build build, Instruction instruction, List<String> sources, Map<String, String> variables) {
        this.build = build;
        this.instruction = instruction;
        this.checksum = instruction.flag("checksum").map(flag -> digest(flag, variables));
        for (String source : sources) {
            if (instruction.keyword() != Keyword.ADD) {
                local.add(source);
            } else if (source.matches("(?i)(ssh|git)://.*|git@.*|https?://.*\\.git(#.*)?")) {
                throw unsupported("ADD of a git repository is not supported: " + source, "clone it in a RUN step");
            } else if (RemoteFile.isOne(source)) {
                remote.put(new RemoteFile(build.stages().file(), instruction, source), source);
            } else {
                local.add(source);
            }
        }
        if (checksum.isPresent() && (remote.size() != 1 || !local.isEmpty())) {
            throw build.stages()
                    .file()
                    .error(
                            ImageError.DOCKERFILE_INVALID,
                            instruction,
                            "--checksum is for ADD of one URL",
                            "leave it out, or give each URL an ADD of its own");
        }
        boolean unpacks = instruction
                .flag("unpack")
                .filter(flag -> !flag.value().equals("false"))
                .isPresent();
        if (unpacks && !remote.isEmpty()) {
            throw unsupported("ADD --unpack of a URL is not supported", "fetch it, and unpack it in a RUN step");
        }
    }

    private Digest digest(Flag flag, Map<String, String> variables) {
        Dockerfile file = build.stages().file();
        String text = Expansion.of(file, instruction, flag.value(), variables);
        try {
            return Digest.parse(text);
        } catch (JstackException e) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    flag.place(),
                    "--checksum is no digest: '" + text + "'",
                    "write it as sha256: and 64 lower-case hex digits");
        }
    }

    private RuntimeException unsupported(String message, String remedy) {
        return build.stages().file().error(ImageError.DOCKERFILE_UNSUPPORTED, instruction, message, remedy);
    }

    /** Those that are no URLs. */
    List<String> local() {
        return local;
    }

    int count() {
        return remote.size();
    }

    /** What the result depends on. */
    List<String> keyParts() throws IOException {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<RemoteFile, String> one : remote.entrySet()) {
            parts.add(one.getValue());
            try {
                parts.add((checksum.isPresent() ? checksum.get() : fetch(one.getKey())).toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the build was cancelled", e);
            }
        }
        return parts;
    }

    private Digest fetch(RemoteFile file) throws IOException, InterruptedException {
        Path directory = build.maker().store().layers().freshWork();
        scratch.add(directory);
        Digest found = file.fetch(directory.resolve("file"));
        fetched.put(file, directory);
        return found;
    }

    /** How the destination is to be read. */
    enum Into {
        DIRECTORY,
        NAME
    }

    void copy(LayerCopy copy, List<String> target, Into into, Ownership owner)
            throws IOException, InterruptedException {
        for (RemoteFile file : remote.keySet()) {
            if (!fetched.containsKey(file)) {
                Digest found = fetch(file);
                if (checksum.isPresent() && !checksum.get().equals(found)) {
                    throw file.mismatch(checksum.get(), found);
                }
            }
            List<String> path = new ArrayList<>(target);
            if (into == Into.DIRECTORY) {
                path.addAll(MergedTree.parts(file.name()));
            }
            Predicate<Object> all = entry -> true;
            try (MergedTree tree = new MergedTree(List.of(java.util.Objects.requireNonNull(fetched.get(file))))) {
                copy.copy(tree, tree.find(List.of("file")).orElseThrow(), path, owner, all::test);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Path directory : scratch) {
            build.maker().store().layers().discard(directory);
        }
    }
}
