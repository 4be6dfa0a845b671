package io.jstack.images.build;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Flag;
import io.jstack.images.dockerfile.Heredoc;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.dockerfile.Keyword;
import io.jstack.images.dockerfile.Words;
import io.jstack.images.layer.LayerCopy;
import io.jstack.images.layer.LayerExtractor;
import io.jstack.images.layer.LayerLimits;
import io.jstack.images.layer.MergedEntry;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.layer.Ownership;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code COPY} and {@code ADD}: files of the context, a stage or an image into a layer of their own. */
final class CopyStep {
    private static final Set<String> CARRIED_OUT = Set.of("from", "chown", "chmod", "link");

    private final Build build;
    private final Dockerfile file;

    /** One source and what was found under it. */
    private record Found(String written, List<MergedEntry> entries) {}

    CopyStep(Build build) {
        this.build = build;
        this.file = build.stages().file();
    }

    void copy(Instruction instruction, StageState state, int number) throws IOException, InterruptedException {
        for (Flag flag : instruction.flags()) {
            if (!CARRIED_OUT.contains(flag.name())) {
                throw file.error(
                        ImageError.DOCKERFILE_UNSUPPORTED,
                        flag.place(),
                        "%s %s is not supported".formatted(instruction.keyword(), flag),
                        "do without it, or name the files one by one");
            }
        }
        Map<String, String> variables = state.variables();
        List<String> words = words(instruction, variables);
        String destination = words.get(words.size() - 1);
        List<String> sources = words.subList(0, words.size() - 1);
        refuseRemote(instruction, sources);
        boolean isLink = instruction
                .flag("link")
                .filter(flag -> !flag.value().equals("false"))
                .isPresent();
        try (MergedTree below = new MergedTree(isLink ? List.of() : state.trees());
                MergedTree users = new MergedTree(state.trees());
                SourceTree source = build.source(instruction)) {
            Ownership owner = new OwnershipFlags(file, instruction, users).read(variables);
            List<Found> found = find(instruction, sources, source);
            Digest key = key(instruction, state, source, found, destination, owner, isLink, variables);
            String createdBy = instruction.keyword() + " " + String.join(" ", words) + " # buildkit";
            Optional<BuiltLayer> known = build.maker().find(key, state.layers);
            if (known.isPresent()) {
                build.progress().on(new ImageProgress.StepCached(number));
                state.add(known.get(), key, createdBy);
                return;
            }
            Path tree = build.freshTree(state);
            try {
                fill(instruction, state, tree, source, found, destination, owner, below, variables);
                state.add(build.maker().make(tree, key), key, createdBy);
            } finally {
                build.maker().store().layers().discard(tree); // nothing there any more when it became a layer
            }
        }
    }

    /** Sources and destination; the words that announce a heredoc stand for its name. */
    private List<String> words(Instruction instruction, Map<String, String> variables) {
        List<String> written = instruction.json().orElseGet(() -> Words.split(instruction.arguments(), file.escape()));
        List<String> words = new ArrayList<>();
        for (String word : written) {
            if (!word.startsWith("<<") || instruction.heredocs().isEmpty()) {
                words.add(Expansion.of(file, instruction, word, variables));
            }
        }
        int needed = instruction.heredocs().isEmpty() ? 2 : 1;
        if (words.size() < needed) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    instruction,
                    instruction.keyword() + " needs a source and a destination",
                    "write %s source destination".formatted(instruction.keyword()));
        }
        return words;
    }

    private void refuseRemote(Instruction instruction, List<String> sources) {
        for (String source : sources) {
            boolean remote = source.matches("(?i)(https?|ssh|git)://.*|git@.*");
            if (instruction.keyword() == Keyword.ADD && remote) {
                throw file.error(
                        ImageError.DOCKERFILE_UNSUPPORTED,
                        instruction,
                        "ADD of a URL is not supported: " + source,
                        "fetch it in a RUN step, or put it into the build context");
            }
        }
    }

    private List<Found> find(Instruction instruction, List<String> sources, SourceTree tree) {
        List<Found> result = new ArrayList<>();
        for (String source : sources) {
            List<MergedEntry> entries = tree.find(source);
            if (entries.isEmpty()) {
                throw file.error(
                        ImageError.COPY_SOURCE_NOT_FOUND,
                        instruction,
                        "%s holds no '%s'".formatted(tree.name(), source),
                        "check the path: it counts from the root of %s, and .dockerignore may hide it"
                                .formatted(tree.name()));
            }
            result.add(new Found(source, entries));
        }
        return result;
    }

    private Digest key(
            Instruction instruction,
            StageState state,
            SourceTree source,
            List<Found> found,
            String destination,
            Ownership owner,
            boolean isLink,
            Map<String, String> variables)
            throws IOException {
        MessageDigest content = Digest.sha256();
        for (Found one : found) {
            for (MergedEntry entry : one.entries()) {
                build.hashes().add(source, entry, entry.name(), owner.permissions(), content);
            }
        }
        for (Heredoc heredoc : instruction.heredocs()) {
            ContentHashes.text(content, heredoc.name());
            ContentHashes.text(content, text(instruction, heredoc, variables));
        }
        return state.next(List.of(
                instruction.keyword().name(),
                WorkingDirectory.join(state.workingDir(), destination) + (destination.endsWith("/") ? "/" : ""),
                owner.toString(),
                Boolean.toString(isLink),
                Digest.finish(content.digest()).toString()));
    }

    private void fill(
            Instruction instruction,
            StageState state,
            Path tree,
            SourceTree source,
            List<Found> found,
            String destination,
            Ownership owner,
            MergedTree below,
            Map<String, String> variables)
            throws IOException {
        List<String> target = below.resolve(WorkingDirectory.parts(state.workingDir(), destination));
        int count = found.stream().mapToInt(f -> f.entries().size()).sum()
                + instruction.heredocs().size();
        boolean intoDirectory = destination.endsWith("/")
                || destination.equals(".")
                || count > 1
                || target.isEmpty()
                || below.find(target).filter(e -> e.stat().isDirectory()).isPresent();
        if (count > 1 && !destination.endsWith("/") && !destination.equals(".")) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    instruction,
                    "several sources, and '%s' does not say that it is a directory".formatted(destination),
                    "end the destination with /");
        }
        try (LayerCopy copy = new LayerCopy(tree, below)) {
            for (Found one : found) {
                for (MergedEntry entry : one.entries()) {
                    if (instruction.keyword() == Keyword.ADD
                            && entry.stat().isRegular()
                            && unpack(source, entry, tree, target, copy, owner, state)) {
                        continue;
                    }
                    boolean directory = entry.stat().isDirectory();
                    List<String> path =
                            directory || !intoDirectory ? target : below.resolve(plus(target, lastName(one, entry)));
                    copy.copy(source.tree(), entry, path, owner, source::isSeen);
                }
            }
            for (Heredoc heredoc : instruction.heredocs()) {
                byte[] text = text(instruction, heredoc, variables).getBytes(StandardCharsets.UTF_8);
                copy.write(intoDirectory ? plus(target, heredoc.name()) : target, text, owner);
            }
        }
    }

    private String text(Instruction instruction, Heredoc heredoc, Map<String, String> variables) {
        return heredoc.expansion() == Heredoc.Expansion.LITERAL
                ? heredoc.content()
                : Expansion.ofDocument(file, instruction, heredoc.content(), variables);
    }

    /** ADD unpacks a tar it finds in the context, whatever it is called; false when it is none. */
    private boolean unpack(
            SourceTree source,
            MergedEntry entry,
            Path tree,
            List<String> target,
            LayerCopy copy,
            Ownership owner,
            StageState state)
            throws IOException {
        try (InputStream probe = source.tree().stream(entry)) {
            if (!io.jstack.images.layer.TarProbe.isTar(probe)) {
                return false;
            }
        }
        copy.makeDirectory(target, owner);
        Path into = tree;
        List<Path> below = state.trees();
        for (String part : target) {
            String name = new String(part.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            into = into.resolve(name);
            below = below.stream()
                    .map(layer -> layer.resolve(name))
                    .filter(p -> java.nio.file.Files.isDirectory(p, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        try (InputStream tar = source.tree().stream(entry)) {
            new LayerExtractor(LayerLimits.DEFAULT).extract(tar, into, below, read -> {});
        }
        return true;
    }

    /** A link named as the source gives its own name to what it leads to. */
    private static String lastName(Found found, MergedEntry entry) {
        List<String> parts = SourceTree.normal(MergedTree.parts(found.written()));
        boolean pattern = parts.stream().anyMatch(PathPattern::isPattern);
        return pattern || parts.isEmpty() ? entry.name() : parts.get(parts.size() - 1);
    }

    private static List<String> plus(List<String> path, String name) {
        List<String> result = new ArrayList<>(path);
        result.add(name);
        return result;
    }
}
