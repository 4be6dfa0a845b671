package io.jstack.images.build;

import io.jstack.images.ChainId;
import io.jstack.images.Digest;
import io.jstack.images.History;
import io.jstack.images.Image;
import io.jstack.images.Platform;
import io.jstack.images.store.Layer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stage as far as it has come. */
final class StageState {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    final Platform platform;
    final ContainerDraft container;
    /** The ARGs of this stage that have a value. */
    final Map<String, String> args = new LinkedHashMap<>();
    /** Lowest first. */
    final List<BuiltLayer> layers = new ArrayList<>();

    final List<History> history = new ArrayList<>();
    Digest key;
    Optional<Instant> created;

    private StageState(Platform platform, ContainerDraft container, Digest key, Optional<Instant> created) {
        this.platform = platform;
        this.container = container;
        this.key = key;
        this.created = created;
    }

    static StageState scratch(Platform platform) {
        ContainerDraft empty = new ContainerDraft(io.jstack.images.ContainerDefaults.empty());
        empty.env.put("PATH", PATH);
        return new StageState(
                platform, empty, Digest.of("scratch".getBytes(StandardCharsets.US_ASCII)), Optional.empty());
    }

    static StageState on(Image image, List<Layer> lowestFirst) {
        ContainerDraft draft = new ContainerDraft(image.config().container());
        draft.author = image.config().author();
        List<Digest> diffIds = image.config().diffIds();
        Digest key = diffIds.isEmpty() ? Digest.of("scratch".getBytes(StandardCharsets.US_ASCII)) : ChainId.of(diffIds);
        StageState state = new StageState(
                image.config().platform(), draft, key, image.config().created());
        lowestFirst.forEach(layer -> state.layers.add(BuiltLayer.of(layer, image.created())));
        state.history.addAll(image.config().history());
        return state;
    }

    /** A stage FROM another one goes on where that ended. */
    static StageState on(StageState base) {
        ContainerDraft draft = new ContainerDraft(base.container.finish());
        draft.author = base.container.author;
        StageState state = new StageState(base.platform, draft, base.key, base.created);
        state.layers.addAll(base.layers);
        state.history.addAll(base.history);
        return state;
    }

    /** Topmost first. */
    List<Path> trees() {
        List<Path> trees = new ArrayList<>(layers.stream().map(BuiltLayer::tree).toList());
        Collections.reverse(trees);
        return trees;
    }

    /** What words are expanded with: an ENV wins over an ARG. */
    Map<String, String> variables() {
        Map<String, String> all = new LinkedHashMap<>(args);
        all.putAll(container.env);
        return all;
    }

    /** What a RUN's process finds in its environment. */
    Map<String, String> processEnv(Map<String, String> proxies) {
        Map<String, String> env = new LinkedHashMap<>(proxies);
        env.putAll(args);
        env.putAll(container.env);
        env.putIfAbsent("PATH", PATH);
        return env;
    }

    String workingDir() {
        return container.workingDir.isEmpty() ? "/" : container.workingDir;
    }

    /** The name of the state after one more step: everything the step depends on must be among {@code parts}. */
    Digest next(List<String> parts) {
        MessageDigest hash = Digest.sha256();
        ContentHashes.text(hash, key.toString());
        parts.forEach(part -> ContentHashes.text(hash, part));
        return Digest.finish(hash.digest());
    }

    void add(BuiltLayer layer, Digest itsKey, String createdBy) {
        layers.add(layer);
        key = itsKey;
        created = Optional.of(layer.created());
        note(createdBy, History.LayerEffect.LAYER);
    }

    /** A step that made no layer; it gets the time of the last one that did, so that the same build gives the same image. */
    void note(String createdBy, History.LayerEffect effect) {
        history.add(new History(created, createdBy, Optional.empty(), Optional.of("buildkit.dockerfile.v0"), effect));
    }
}
