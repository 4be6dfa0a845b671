package io.jstack.images.build;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.layer.LayerCopy;
import io.jstack.images.layer.MergedEntry;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.store.CacheMounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code --mount} flags of one RUN. First looked at, for the key of the build cache; then, when the step does run, opened, and given
 * up when it has ended. What a step writes into a bound copy or a cache is in no layer.
 */
final class RunMounts implements AutoCloseable {
    private final Build build;
    private final List<MountFlag> flags = new ArrayList<>();
    private final String workingDir;
    private final List<BuildMount> opened = new ArrayList<>();
    private final Map<String, String> env = new LinkedHashMap<>();
    private final List<CacheMounts.Lease> leases = new ArrayList<>();
    private final List<Path> copies = new ArrayList<>();
    private final List<AgentForward> forwards = new ArrayList<>();

    RunMounts(Build build, Instruction instruction, StageState state) {
        this.build = build;
        this.workingDir = state.workingDir();
        instruction
                .flags("mount")
                .forEach(flag -> flags.add(MountFlag.of(build.stages().file(), instruction, flag, state.variables())));
    }

    /** What the result depends on: all that is written, and the files that are bound; no cache's content and no secret. */
    List<String> keyParts() throws IOException, InterruptedException {
        List<String> parts = new ArrayList<>();
        for (MountFlag flag : flags) {
            parts.add(flag.written());
            if (flag.kind() == MountFlag.Kind.BIND) {
                MessageDigest content = Digest.sha256();
                try (SourceTree source = source(flag)) {
                    build.hashes().add(source, entry(flag, source), "", Optional.empty(), content);
                }
                parts.add(Digest.finish(content.digest()).toString());
            }
        }
        return parts;
    }

    private SourceTree source(MountFlag flag) throws InterruptedException {
        return build.source(flag.text("from"));
    }

    private static MergedEntry entry(MountFlag flag, SourceTree source) {
        String path = flag.text("source").orElse("/");
        return source.tree()
                .find(SourceTree.normal(MergedTree.parts(path)))
                .filter(source::isSeen)
                .orElseThrow(() -> flag.file()
                        .error(
                                ImageError.COPY_SOURCE_NOT_FOUND,
                                flag.flag().place(),
                                "%s holds no '%s'".formatted(source.name(), path),
                                "check the path: it counts from the root of " + source.name()));
    }

    /** Makes ready what the step is to see. */
    void open() throws IOException, InterruptedException {
        int agents = 0;
        for (MountFlag flag : flags) {
            switch (flag.kind()) {
                case BIND ->
                    opened.add(new BuildMount.Host(
                            copy(flag),
                            flag.target(workingDir),
                            flag.isSet("rw")
                                            || flag.text("ro")
                                                    .filter("false"::equals)
                                                    .isPresent()
                                    ? BuildMount.Access.READ_WRITE
                                    : BuildMount.Access.READ_ONLY));
                case CACHE -> cache(flag);
                case TMPFS -> opened.add(new BuildMount.Tmpfs(flag.target(workingDir), flag.size()));
                case SECRET -> secret(flag);
                case SSH -> agents = agent(flag, agents);
            }
        }
    }

    /** A copy of the files, since the step may write to them, and another build may read them meanwhile. */
    private Path copy(MountFlag flag) throws IOException, InterruptedException {
        Path scratch = build.maker().store().layers().freshWork();
        copies.add(scratch);
        fill(flag, scratch);
        return scratch.resolve("bound");
    }

    private void fill(MountFlag flag, Path scratch) throws IOException, InterruptedException {
        try (SourceTree source = source(flag);
                MergedTree nothing = new MergedTree(List.of());
                LayerCopy copy = new LayerCopy(scratch, nothing)) {
            copy.copyAsIs(source.tree(), entry(flag, source), List.of("bound"), source::isSeen);
        }
    }

    private void cache(MountFlag flag) throws IOException, InterruptedException {
        String target = flag.target(workingDir);
        CacheMounts.Sharing sharing;
        try {
            sharing = CacheMounts.Sharing.valueOf(
                    flag.text("sharing").orElse("shared").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw flag.invalid(
                    "sharing cannot be '" + flag.text("sharing").orElse("") + "'", "use shared, private or locked");
        }
        CacheMounts.Lease lease = build.caches().take(flag.text("id").orElse(target), sharing);
        leases.add(lease);
        if (lease.isNew()) {
            if (flag.text("from").isPresent()) {
                try (SourceTree source = source(flag);
                        MergedTree nothing = new MergedTree(List.of());
                        LayerCopy copy = new LayerCopy(lease.directory(), nothing)) {
                    MergedEntry from = entry(flag, source);
                    for (MergedEntry entry : source.tree().list(from)) {
                        copy.copyAsIs(source.tree(), entry, List.of(entry.name()), source::isSeen);
                    }
                }
            }
            Files.setAttribute(lease.directory(), "unix:uid", flag.id("uid"));
            Files.setAttribute(lease.directory(), "unix:gid", flag.id("gid"));
            Files.setAttribute(lease.directory(), "unix:mode", flag.mode(0755));
        }
        opened.add(new BuildMount.Host(
                lease.directory(),
                target,
                flag.isSet("ro") ? BuildMount.Access.READ_ONLY : BuildMount.Access.READ_WRITE));
    }

    private void secret(MountFlag flag) throws IOException {
        String id = flag.text("id")
                .or(() -> flag.text("target").map(target -> target.substring(target.lastIndexOf('/') + 1)))
                .orElseThrow(() -> flag.invalid("the secret has no id", "write id=NAME"));
        Optional<byte[]> content = build.request().secrets().content(id);
        if (content.isEmpty()) {
            if (flag.isSet("required")) {
                throw flag.invalid(
                        "no secret '" + id + "' was given to the build",
                        "--secret id=" + id + ",src=FILE, or build.secrets in the stack file");
            }
            return;
        }
        flag.text("env")
                .ifPresent(name -> env.put(name, new String(content.get(), java.nio.charset.StandardCharsets.UTF_8)));
        if (flag.text("env").isEmpty() || flag.text("target").isPresent()) {
            String target = flag.text("target").isPresent() ? flag.target(workingDir) : "/run/secrets/" + id;
            opened.add(new BuildMount.Secret(target, content.get(), flag.mode(0400), flag.id("uid"), flag.id("gid")));
        }
    }

    private int agent(MountFlag flag, int before) throws IOException {
        String id = flag.text("id").orElse("default");
        String target = flag.text("target").isPresent() ? flag.target(workingDir) : "/run/buildkit/ssh_agent." + before;
        env.putIfAbsent("SSH_AUTH_SOCK", target); // BuildKit says so even where there is none
        Optional<Path> socket = build.request().secrets().agent(id);
        if (socket.isEmpty()) {
            if (flag.isSet("required")) {
                throw flag.invalid(
                        "no SSH agent '" + id + "' was given to the build", "--ssh " + id + "=SOCKET, or build.ssh");
            }
            return before + 1;
        }
        Path scratch = build.maker().store().layers().freshWork();
        copies.add(scratch);
        AgentForward forward = AgentForward.open(scratch.resolve("agent"), socket.get());
        forwards.add(forward);
        forward.looks(flag.id("uid"), flag.id("gid"), flag.mode(0600));
        opened.add(new BuildMount.Host(forward.socket(), target, BuildMount.Access.READ_WRITE));
        return before + 1;
    }

    List<BuildMount> mounts() {
        return List.copyOf(opened);
    }

    /** Variables that mounts bring along. */
    Map<String, String> env() {
        return env;
    }

    @Override
    public void close() throws IOException {
        leases.forEach(CacheMounts.Lease::close);
        for (AgentForward forward : forwards) {
            forward.close();
        }
        for (Path copy : copies) {
            build.maker().store().layers().discard(copy);
        }
    }
}
