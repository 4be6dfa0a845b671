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
import java.util.function.Predicate;

/** {@code COPY} and {@code ADD}: files of the context, a stage or an image into a layer of their own. */
final class CopyStep {
    private static final Set<String> CARRIED_OUT =
            Set.of("from", "chown", "chmod", "link", "parents", "exclude", "checksum", "unpack");

    private final Build build;
    private final Dockerfile file;

    /** One source and what was found under it; with {@code --parents} also where its own path begins. */
    private record Found(String written, List<MergedEntry> entries, int pivot) {}

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
        List<String> sources = words.subList(0, words.size() - 1);
        boolean isLink = isSet(instruction, "link");
        try (RemoteSources remote = new RemoteSources(build, instruction, sources, variables)) {
            copy(instruction, state, number, words, remote, isLink);
        }
    }

    private static boolean isSet(Instruction instruction, String name) {
        return instruction
                .flag(name)
                .filter(flag -> !flag.value().equals("false"))
                .isPresent();
    }

    private void copy(
            Instruction instruction,
            StageState state,
            int number,
            List<String> words,
            RemoteSources remote,
            boolean isLink)
            throws IOException, InterruptedException {
        Map<String, String> variables = state.variables();
        String destination = words.get(words.size() - 1);
        try (MergedTree below = new MergedTree(isLink ? List.of() : state.trees());
                MergedTree users = new MergedTree(state.trees());
                SourceTree source = build.source(instruction.flag("from").map(Flag::value))) {
            Ownership owner = new OwnershipFlags(file, instruction, users).read(source.owners(), variables);
            List<Found> found = find(instruction, remote.local(), source);
            Digest key = key(instruction, state, source, found, remote, destination, owner, isLink, variables);
            String createdBy = instruction.keyword() + " " + String.join(" ", words) + " # buildkit";
            Optional<BuiltLayer> known = build.maker().find(key, state.layers);
            if (known.isPresent()) {
                build.progress().on(new ImageProgress.StepCached(number));
                state.add(known.get(), key, createdBy);
                return;
            }
            Path tree = build.freshTree(state);
            try {
                fill(instruction, state, tree, source, found, remote, destination, owner, below, variables);
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

    private List<Found> find(Instruction instruction, List<String> sources, SourceTree tree) {
        List<Found> result = new ArrayList<>();
        boolean parents = isSet(instruction, "parents");
        Optional<IgnoreFile> excluded = excluded(instruction);
        for (String source : sources) {
            int pivot = parents ? pivot(source) : 0;
            List<MergedEntry> entries = tree.find(source).stream()
                    .filter(entry -> entry.stat().isDirectory()
                            || excluded.filter(rules -> rules.isIgnored(text(List.of(entry.name()))))
                                    .isEmpty())
                    .toList();
            if (entries.isEmpty() && !tree.find(source).isEmpty()) {
                continue;
            }
            if (entries.isEmpty()) {
                throw file.error(
                        ImageError.COPY_SOURCE_NOT_FOUND,
                        instruction,
                        "%s holds no '%s'".formatted(tree.name(), source),
                        "check the path: it counts from the root of %s, and .dockerignore may hide it"
                                .formatted(tree.name()));
            }
            result.add(new Found(source, entries, pivot));
        }
        return result;
    }

    /** Parts of {@code written} before {@code /./}, from which on its parents go along. */
    private static int pivot(String written) {
        int at = written.indexOf("/./");
        return at < 0
                ? 0
                : SourceTree.normal(MergedTree.parts(written.substring(0, at))).size();
    }

    /** {@code --exclude}, as the rules of an ignore file. */
    private static Optional<IgnoreFile> excluded(Instruction instruction) {
        List<Flag> flags = instruction.flags("exclude");
        return flags.isEmpty()
                ? Optional.empty()
                : Optional.of(IgnoreFile.parse(
                        String.join("\n", flags.stream().map(Flag::value).toList())));
    }

    /** What of a source is copied: patterns count from the source itself. */
    private static Predicate<MergedEntry> wanted(Instruction instruction, SourceTree source, MergedEntry from) {
        Optional<IgnoreFile> rules = excluded(instruction);
        int depth = from.parts().size();
        return entry -> source.isSeen(entry)
                && rules.filter(r -> entry.parts().size() > depth
                                && r.isIgnored(text(entry.parts()
                                        .subList(depth, entry.parts().size())))
                                && !(entry.stat().isDirectory() && r.hasExceptions()))
                        .isEmpty();
    }

    private static String text(List<String> parts) {
        return new String(String.join("/", parts).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private Digest key(
            Instruction instruction,
            StageState state,
            SourceTree source,
            List<Found> found,
            RemoteSources remote,
            String destination,
            Ownership owner,
            boolean isLink,
            Map<String, String> variables)
            throws IOException {
        MessageDigest content = Digest.sha256();
        for (Found one : found) {
            for (MergedEntry entry : one.entries()) {
                String as = isSet(instruction, "parents") ? String.join("/", entry.parts()) : entry.name();
                build.hashes().add(source, entry, as, owner.permissions(), wanted(instruction, source, entry), content);
            }
        }
        remote.keyParts().forEach(part -> ContentHashes.text(content, part));
        for (Heredoc heredoc : instruction.heredocs()) {
            ContentHashes.text(content, heredoc.name());
            ContentHashes.text(content, text(instruction, heredoc, variables));
        }
        return state.next(List.of(
                instruction.keyword().name(),
                WorkingDirectory.join(state.workingDir(), destination) + (destination.endsWith("/") ? "/" : ""),
                owner.toString(),
                Boolean.toString(isLink),
                instruction.flag("parents").map(Flag::toString).orElse(""),
                instruction.flag("unpack").map(Flag::value).orElse(""),
                Digest.finish(content.digest()).toString()));
    }

    private void fill(
            Instruction instruction,
            StageState state,
            Path tree,
            SourceTree source,
            List<Found> found,
            RemoteSources remote,
            String destination,
            Ownership owner,
            MergedTree below,
            Map<String, String> variables)
            throws IOException, InterruptedException {
        List<String> target = below.resolve(WorkingDirectory.parts(state.workingDir(), destination));
        int count = found.stream().mapToInt(f -> f.entries().size()).sum()
                + remote.count()
                + instruction.heredocs().size();
        boolean intoDirectory = destination.endsWith("/")
                || destination.equals(".")
                || target.isEmpty()
                || below.find(target).filter(e -> e.stat().isDirectory()).isPresent();
        if (count > 1 && !intoDirectory) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    instruction,
                    "several sources, and '%s' is no directory: each would overwrite the one before"
                            .formatted(destination),
                    "end the destination with /");
        }
        try (LayerCopy copy = new LayerCopy(tree, below)) {
            boolean parents = isSet(instruction, "parents");
            boolean unpacks = instruction.keyword() == Keyword.ADD
                    && instruction
                            .flag("unpack")
                            .filter(flag -> flag.value().equals("false"))
                            .isEmpty();
            for (Found one : found) {
                for (MergedEntry entry : one.entries()) {
                    if (parents) {
                        withParents(instruction, source, one, entry, target, copy, owner);
                        continue;
                    }
                    if (unpacks
                            && entry.stat().isRegular()
                            && unpack(source, entry, tree, target, copy, owner, state)) {
                        continue;
                    }
                    boolean directory = entry.stat().isDirectory();
                    List<String> path =
                            directory || !intoDirectory ? target : below.resolve(plus(target, lastName(one, entry)));
                    copy.copyInto(source.tree(), entry, path, owner, wanted(instruction, source, entry));
                }
            }
            remote.copy(copy, target, intoDirectory ? RemoteSources.Into.DIRECTORY : RemoteSources.Into.NAME, owner);
            for (Heredoc heredoc : instruction.heredocs()) {
                byte[] text = text(instruction, heredoc, variables).getBytes(StandardCharsets.UTF_8);
                copy.write(intoDirectory ? plus(target, heredoc.name()) : target, text, owner);
            }
        }
    }

    /** {@code --parents}: the directories above come along, as they look in the source. */
    private void withParents(
            Instruction instruction,
            SourceTree source,
            Found found,
            MergedEntry entry,
            List<String> target,
            LayerCopy copy,
            Ownership owner) {
        List<String> path = new ArrayList<>(target);
        List<String> own = entry.parts()
                .subList(
                        Math.min(found.pivot(), entry.parts().size()),
                        entry.parts().size());
        for (int i = 0; i < own.size() - 1; i++) {
            path.add(own.get(i));
            List<String> above = entry.parts().subList(0, entry.parts().size() - own.size() + i + 1);
            source.tree().find(above).ifPresent(like -> copy.copy(source.tree(), like, path, owner, nothing -> false));
        }
        if (!own.isEmpty()) {
            path.add(own.get(own.size() - 1));
        }
        copy.copy(source.tree(), entry, path, owner, wanted(instruction, source, entry));
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
