package io.jstack.images.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.net.httpserver.HttpServer;
import io.jstack.images.ContainerDefaults;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The flags of COPY, ADD and RUN. A step's container is a function of the test. */
@Tag("root")
class BuildFlagsTest {
    @TempDir
    Path dir;

    private Path context;
    private ImageStore store;
    private ImageBuilder builder;
    private ToIntFunction<BuildStep> program = step -> 0;
    private final List<BuildStep> ran = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void aStoreWithABase() throws IOException {
        context = Files.createDirectory(dir.resolve("context"));
        store = ImageStore.open(dir.resolve("store"));
        byte[] root = new TarBuilder(1_000_000)
                .directory("etc", 0755)
                .file("base", 0644, "b")
                .toBytes();
        new TarImport(store, ImageProgress.SILENT)
                .read(
                        RootTar.of(new ByteArrayInputStream(root)),
                        List.of(Reference.parse("base")),
                        ContainerDefaults.empty(),
                        "for a test");
        builder = new ImageBuilder(store, (name, when, platform, progress) -> store.get(name.familiar()), step -> {
            ran.add(step);
            return program.applyAsInt(step);
        });
    }

    @AfterEach
    void nothingHalfMadeIsLeft() {
        builder.close();
        assertThat(store.check()).isEmpty();
        assertThat(dir.resolve("store/temp")).isEmptyDirectory();
        store.close();
    }

    private Image build(String dockerfile) throws Exception {
        return build(BuildRequest.of(context), dockerfile);
    }

    private Image build(BuildRequest.Builder request, String dockerfile) throws Exception {
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        return builder.build(request.build(), ImageProgress.SILENT);
    }

    private void file(String path) throws IOException {
        Files.createDirectories(context.resolve(path).getParent());
        Files.writeString(context.resolve(path), path);
    }

    /** Files of the image's topmost layer. */
    private static List<String> files(Image image) throws IOException {
        Path top = image.layers().get(0);
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> top.relativize(path).toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    @Test
    void parentsComeAlongFromThePivotOn() throws Exception {
        file("a/b/one.txt");
        file("a/c/two.txt");
        file("a/c/two.md");
        Files.setPosixFilePermissions(context.resolve("a/c"), PosixFilePermissions.fromString("rwx------"));
        assertThat(files(build("FROM base\nCOPY --parents a/b/one.txt a/*/*.md /x/\n")))
                .containsExactly("x/a/b/one.txt", "x/a/c/two.md");
        Image pivoted = build("FROM base\nCOPY --parents a/./c/two.txt /y/\n");
        assertThat(files(pivoted)).containsExactly("y/c/two.txt");
        assertThat(Files.getPosixFilePermissions(pivoted.layers().get(0).resolve("y/c")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void whatIsExcludedIsNeitherCopiedNorPartOfTheKey() throws Exception {
        file("src/keep.txt");
        file("src/drop.md");
        file("src/deep/drop.md");
        file("src/deep/keep.txt");
        String dockerfile =
                "FROM base\nCOPY --exclude=**/*.md --exclude=Dockerfile src /s/\nADD --exclude=*.md src/*.* /t/\n";
        Image first = build(dockerfile);
        assertThat(files(first)).containsExactly("t/keep.txt");
        Files.writeString(context.resolve("src/drop.md"), "other");
        assertThat(build(dockerfile).id()).isEqualTo(first.id());
        assertThat(files(build("FROM base\nCOPY --exclude=**/*.md src /s/\n")))
                .containsExactly("s/deep/keep.txt", "s/keep.txt");
    }

    @Test
    void addFetchesUrlsAndChecksTheirDigest() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/pub/", exchange -> {
            asked.incrementAndGet();
            byte[] body = "remote".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Last-Modified", "Tue, 15 Nov 1994 12:45:26 GMT");
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().contains("gone") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/pub/";
            Image image = build("FROM base\nADD " + url + "tool.bin /opt/\nADD --chmod=755 " + url + "x /opt/named\n");
            Path named = image.layers().get(0).resolve("opt/named");
            Path tool = image.layers().get(1).resolve("opt/tool.bin");
            assertThat(tool).hasContent("remote");
            assertThat(Files.getPosixFilePermissions(tool)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.getLastModifiedTime(tool).toInstant()).hasToString("1994-11-15T12:45:26Z");
            assertThat(Files.getPosixFilePermissions(named)).isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));

            Digest digest = Digest.of("remote".getBytes(StandardCharsets.UTF_8));
            String checked = "FROM base\nADD --checksum=" + digest + " " + url + "tool.bin /opt/\n";
            build(checked);
            int before = asked.get();
            build(checked);
            assertThat(asked.get())
                    .as("requests of a cached ADD with a checksum")
                    .isEqualTo(before);
            String byVariable = "FROM base\nARG SUM=" + digest + "\nADD --checksum=${SUM} " + url + "tool.bin /opt/\n";
            assertThat(files(build(byVariable))).containsExactly("opt/tool.bin");
            refused(
                    byVariable.replace("${SUM}", "md5"),
                    ImageError.DOCKERFILE_INVALID,
                    "--checksum is no digest: 'md5'");
            String wrong = checked.replace(digest.hex(), "0".repeat(64));
            refused(wrong, ImageError.DIGEST_MISMATCH, digest.toString());
            refused("FROM base\nADD " + url + "gone /\n", ImageError.COPY_SOURCE_NOT_FOUND, "404");
            refused("FROM base\nADD https://example.test/x.git /\n", ImageError.DOCKERFILE_UNSUPPORTED, "git");
        } finally {
            server.stop(0);
        }
    }

    private void refused(String dockerfile, ImageError code, String text) {
        assertThatThrownBy(() -> build(dockerfile)).isInstanceOfSatisfying(JstackException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(text);
        });
    }

    /** BuildKit's: files of a context become root's, files of a stage stay their owners', and so does the cache's key. */
    @Test
    void filesOfAStageKeepTheirOwners() throws Exception {
        file("mine");
        Files.setAttribute(context.resolve("mine"), "unix:uid", 4242);
        AtomicInteger owner = new AtomicInteger(7);
        program = step -> {
            try {
                Path made = Files.writeString(
                        Files.createDirectories(step.upper().resolve("tree")).resolve("made"), "made");
                Files.setAttribute(made, "unix:uid", owner.get());
                Files.setPosixFilePermissions(
                        step.upper().resolve("tree"), PosixFilePermissions.fromString("rwx------"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return 0;
        };
        String dockerfile = "FROM base AS made\nRUN make %s\nFROM base\nCOPY mine /\nCOPY --from=made /tree /new\n";
        Image image = build(dockerfile.formatted("first"));
        Path top = image.layers().get(0);
        assertThat(Files.getAttribute(top.resolve("new/made"), "unix:uid")).isEqualTo(7);
        assertThat(Files.getPosixFilePermissions(top.resolve("new")))
                .as("of a directory the content is copied")
                .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(Files.getAttribute(image.layers().get(1).resolve("mine"), "unix:uid"))
                .isEqualTo(0);
        owner.set(8);
        Image other = build(dockerfile.formatted("again"));
        assertThat(Files.getAttribute(other.layers().get(0).resolve("new/made"), "unix:uid"))
                .isEqualTo(8);
    }

    @Test
    void addUnpacksEveryPackingOfATar() throws Exception {
        byte[] tar = new TarBuilder(1_000_000).file("inner", 0644, "packed").toBytes();
        Files.write(context.resolve("a"), packed(tar, BZip2CompressorOutputStream::new));
        Files.write(context.resolve("b"), packed(tar, out -> new XZOutputStream(out, new LZMA2Options(0))));
        Files.write(context.resolve("c"), packed(tar, ZstdOutputStream::new));
        Files.write(context.resolve("d"), packed(tar, GZIPOutputStream::new));
        Files.write(context.resolve("e"), tar);
        Files.write(context.resolve("no.bz2"), "BZh9 only looks like one".getBytes(StandardCharsets.UTF_8));
        Files.write(context.resolve("no.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 1, 2});
        Image image = build("FROM base\nADD a /a/\nADD b /b/\nADD c /c/\nADD d /d/\nADD e /e/\nADD no.* /no/\n");
        assertThat(files(image)).containsExactly("no/no.bz2", "no/no.xz");
        for (int i = 1; i <= 5; i++) {
            Path layer = image.layers().get(i);
            assertThat(layer.resolve((char) ('f' - i) + "/inner")).hasContent("packed");
        }
    }

    @FunctionalInterface
    private interface Packing {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] plain, Packing packing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = packing.over(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void boundFilesAreSeenAndChangesToThemAreLost() throws Exception {
        file("src/in.txt");
        program = step -> {
            BuildMount.Host bound = (BuildMount.Host) step.mounts().get(0);
            assertThat(bound.target()).isEqualTo("/work/in");
            assertThat(bound.source().resolve("in.txt")).hasContent("src/in.txt");
            assertThat(bound.access()).isEqualTo(BuildMount.Access.READ_WRITE);
            try {
                // what a runtime leaves: the directory it mounted upon
                Files.createDirectories(step.upper().resolve("work/in"));
                Files.writeString(bound.source().resolve("in.txt"), "changed");
                Files.writeString(step.upper().resolve("out"), "out");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return 0;
        };
        String dockerfile = "FROM base\nWORKDIR /work\nRUN --mount=type=bind,source=src,target=in,rw make\n";
        Image image = build(dockerfile);
        assertThat(files(image)).containsExactly("out");
        assertThat(image.layers().get(0).resolve("work/in")).doesNotExist();
        assertThat(context.resolve("src/in.txt")).hasContent("src/in.txt");
        build(dockerfile);
        assertThat(ran).hasSize(1);
        Files.writeString(context.resolve("src/in.txt"), "src/in.txt!");
        program = step -> 0;
        build(dockerfile);
        assertThat(ran).as("runs, once the bound file has changed").hasSize(2);
    }

    @Test
    void aCacheOutlivesItsBuildAndIsInNoImage() throws Exception {
        program = step -> {
            BuildMount.Host cache = (BuildMount.Host) step.mounts().get(0);
            try {
                Path count = cache.source().resolve("count");
                String before = Files.exists(count) ? Files.readString(count) : "";
                Files.writeString(count, before + "x");
                Files.writeString(step.upper().resolve("seen"), before);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return 0;
        };
        String run = "RUN --mount=type=cache,id=c,target=/var/cache,mode=0700,sharing=locked count ";
        Image image = build("FROM base\n" + run + "1\n" + run + "2\n");
        assertThat(image.layers().get(0).resolve("seen")).hasContent("x");
        assertThat(files(build("FROM base\n" + run + "3\n"))).containsExactly("seen");
        BuildMount.Host cache = (BuildMount.Host) ran.get(0).mounts().get(0);
        assertThat(cache.source().resolve("count")).hasContent("xxx");
        assertThat(Files.getPosixFilePermissions(cache.source()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void secretsReachTheStepAndNothingElse() throws Exception {
        BuildSecrets secrets = new BuildSecrets() {
            @Override
            public Optional<byte[]> content(String id) {
                return id.equals("token") ? Optional.of("hush".getBytes(StandardCharsets.UTF_8)) : Optional.empty();
            }

            @Override
            public Optional<Path> agent(String id) {
                return Optional.of(dir.resolve("agent.sock"));
            }
        };
        String dockerfile = """
                FROM base
                RUN --mount=type=secret,id=token,mode=0440,uid=7 --mount=type=secret,id=token,env=TOKEN \\
                    --mount=type=secret,id=other --mount=type=ssh,required --mount=type=tmpfs,target=/t,size=1m use
                """;
        Image image = build(BuildRequest.of(context).secrets(secrets), dockerfile);
        BuildStep step = ran.get(0);
        assertThat(step.env())
                .containsEntry("TOKEN", "hush")
                .containsEntry("SSH_AUTH_SOCK", "/run/buildkit/ssh_agent.0");
        assertThat(step.mounts())
                .extracting(BuildMount::target)
                .containsExactly("/run/secrets/token", "/run/buildkit/ssh_agent.0", "/t");
        BuildMount.Secret secret = (BuildMount.Secret) step.mounts().get(0);
        assertThat(secret.content()).asString().isEqualTo("hush");
        assertThat(secret.mode()).isEqualTo(0440);
        assertThat(secret.uid()).isEqualTo(7);
        assertThat(image.config().toString()).doesNotContain("hush");
        refused("FROM base\nRUN --mount=type=secret,id=token,required use\n", ImageError.DOCKERFILE_INVALID, "token");
        refused("FROM base\nRUN --mount=type=cache use\n", ImageError.DOCKERFILE_INVALID, "target");
        refused(
                "FROM base\nRUN --mount=type=cache,target=/x,colour=red use\n",
                ImageError.DOCKERFILE_INVALID,
                "colour");
    }

    @Test
    void stagesThatDoNotNeedEachOtherRunAtOnce() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        program = step -> {
            try {
                if (!step.args().contains("last")) {
                    both.await(20, TimeUnit.SECONDS);
                }
                return 0;
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                return 1;
            }
        };
        build(
                "FROM base AS a\nRUN a\nFROM base AS b\nRUN b\nFROM base\nCOPY --from=a base /a\nCOPY --from=b base /b\n");
        assertThat(ran).hasSize(2);
    }

    @Test
    void aFailedStageEndsTheOthers() {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger interrupted = new AtomicInteger();
        builder.close();
        builder = new ImageBuilder(store, (name, when, platform, progress) -> store.get(name.familiar()), step -> {
            try {
                both.await(20, TimeUnit.SECONDS);
                if (step.args().toString().contains("fail")) {
                    return 3;
                }
                new java.util.concurrent.CountDownLatch(1).await(20, TimeUnit.SECONDS);
                return 0;
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            } catch (BrokenBarrierException | TimeoutException e) {
                return 1;
            }
        });
        refused(
                "FROM base AS a\nRUN wait\nFROM base AS b\nRUN fail\nFROM base\nCOPY --from=b base /b\nCOPY --from=a base /a\n",
                ImageError.RUN_FAILED,
                "exit code 3");
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void namedContextsComeBeforeStagesAndImages() throws Exception {
        Path other = Files.createDirectory(dir.resolve("other"));
        Files.writeString(other.resolve("f"), "other");
        Image image = build(
                BuildRequest.of(context)
                        .contexts(Map.of(
                                "here",
                                new NamedContext.Directory(other),
                                "upstream",
                                new NamedContext.OfImage("base"))),
                "FROM upstream\nCOPY --from=here f /f\nCOPY --from=upstream base /again\n");
        assertThat(image.layers()).hasSize(3);
        assertThat(image.layers().get(1).resolve("f")).hasContent("other");
        assertThat(image.layers().get(0).resolve("again")).hasContent("b");
    }
}
