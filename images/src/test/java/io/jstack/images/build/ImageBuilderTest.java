package io.jstack.images.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.LayerTar;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build does with files and config; its containers only write what they were told into the upper directory. */
@Tag("root")
class ImageBuilderTest {
    @TempDir
    Path dir;

    private Path context;
    private ImageStore store;
    private ImageBuilder builder;
    private final List<BuildStep> ran = Collections.synchronizedList(new ArrayList<>());
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void aStoreWithABase() throws IOException {
        context = Files.createDirectory(dir.resolve("context"));
        store = ImageStore.open(dir.resolve("store"));
        byte[] root = new TarBuilder(1_000_000)
                .directory("etc", 0755)
                .file("etc/passwd", 0644, "root:x:0:0::/root:/bin/sh\nweb:x:500:600::/:/bin/sh\n")
                .file("etc/group", 0644, "staff:x:700:\n")
                .directory("usr", 0755)
                .directory("usr/bin", 0750)
                .symlink("bin", "usr/bin")
                .file("old", 0644, "old")
                .toBytes();
        ContainerDraft defaults = new ContainerDraft(ContainerDefaults.empty());
        defaults.env.put("PATH", "/bin");
        defaults.cmd = List.of("base-cmd");
        new TarImport(store, ImageProgress.SILENT)
                .read(
                        RootTar.of(new ByteArrayInputStream(root)),
                        List.of(Reference.parse("base")),
                        defaults.finish(),
                        "for a test");
        builder = new ImageBuilder(store, (name, when, platform, progress) -> store.get(name.familiar()), this::run);
    }

    @AfterEach
    void nothingHalfMadeIsLeft() {
        builder.close();
        assertThat(store.check()).isEmpty();
        assertThat(dir.resolve("store/temp")).isEmptyDirectory();
        store.close();
    }

    /** Knows three commands: write NAME, fail CODE, and say WORD. */
    private int run(BuildStep step) {
        ran.add(step);
        String[] words = step.args().get(step.args().size() - 1).strip().split(" ", 2);
        try {
            switch (words[0]) {
                case "write" -> Files.writeString(step.upper().resolve(words[1]), words[1]);
                case "say" -> step.output().accept((words[1] + "\n").getBytes(StandardCharsets.UTF_8));
                case "fail" -> {
                    step.output().accept("no such thing\n".getBytes(StandardCharsets.UTF_8));
                    return Integer.parseInt(words[1]);
                }
                default -> {
                    return 127;
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Image build(String dockerfile) throws Exception {
        return build(BuildRequest.of(context), dockerfile);
    }

    private Image build(BuildRequest.Builder request, String dockerfile) throws Exception {
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        return builder.build(request.build(), event -> events.add(event.toString()));
    }

    private static Path top(Image image) {
        return image.layers().get(0);
    }

    @Test
    void everyConfigInstructionEndsInTheImage() throws Exception {
        Image image = build(
                BuildRequest.of(context)
                        .args(Map.of("VERSION", "9"))
                        .tags(List.of(Reference.parse("app:1")))
                        .labels(Map.of("from", "request")),
                """
                ARG BASE=base
                FROM ${BASE}
                ARG VERSION=1
                ARG OTHER=${VERSION}x
                ENV A=$VERSION B="two words" C='$A' \\
                    D=${OTHER}
                ENV OLD old style
                LABEL com.example.a="1" b=$A
                USER web:staff
                EXPOSE 80 53/udp 8000-8001
                VOLUME ["/data"]
                VOLUME rel
                STOPSIGNAL SIGINT
                SHELL ["/bin/bash", "-c"]
                HEALTHCHECK --interval=1m30s --retries=4 CMD curl -f http://localhost
                ENTRYPOINT run me
                ONBUILD RUN write x
                """);
        ContainerDefaults container = image.config().container();
        assertThat(image.references()).containsExactly(Reference.parse("app:1"));
        assertThat(container.env()).containsExactly("PATH=/bin", "A=9", "B=two words", "C=$A", "D=9x", "OLD=old style");
        assertThat(container.labels())
                .containsExactly(Map.entry("com.example.a", "1"), Map.entry("b", "9"), Map.entry("from", "request"));
        assertThat(container.user()).isEqualTo("web:staff");
        assertThat(container.exposedPorts()).containsExactly("80/tcp", "53/udp", "8000/tcp", "8001/tcp");
        assertThat(container.volumes()).containsExactly("/data", "/rel");
        assertThat(container.stopSignal()).contains("SIGINT");
        assertThat(container.entrypoint()).containsExactly("/bin/bash", "-c", "run me");
        assertThat(container.cmd())
                .as("an inherited CMD is no argument of a new ENTRYPOINT")
                .isEmpty();
        assertThat(container.onBuild()).containsExactly("RUN write x");
        assertThat(container.healthcheck()).hasValueSatisfying(check -> {
            assertThat(check.test()).containsExactly("CMD-SHELL", "curl -f http://localhost");
            assertThat(check.interval()).contains(java.time.Duration.ofSeconds(90));
            assertThat(check.retries()).contains(4);
        });
        assertThat(ran).isEmpty();

        Image child = build("FROM app:1\nCMD [\"x\"]");
        assertThat(ran)
                .as("the trigger of the base")
                .singleElement()
                .satisfies(step -> assertThat(step.args()).containsExactly("/bin/bash", "-c", "write x"));
        assertThat(child.config().container().onBuild()).isEmpty();
        assertThat(child.config().container().cmd()).containsExactly("x");
    }

    @Test
    void runGetsEnvironmentUserAndDirectoryAndItsUpperBecomesTheLayer() throws Exception {
        Image image = build(BuildRequest.of(context).args(Map.of("HTTP_PROXY", "http://p")), """
                FROM base
                ARG X=1
                ENV Y=2
                WORKDIR /w
                USER web
                RUN --network=none write here
                RUN ["write", "write there"]
                """);
        BuildStep step = ran.get(0);
        assertThat(step.env())
                .containsEntry("X", "1")
                .containsEntry("Y", "2")
                .containsEntry("PATH", "/bin")
                .containsEntry("HTTP_PROXY", "http://p");
        assertThat(step.user()).isEqualTo("web");
        assertThat(step.workingDir()).isEqualTo("/w");
        assertThat(step.network()).isEqualTo(BuildStep.BuildNetwork.NONE);
        assertThat(step.args()).containsExactly("/bin/sh", "-c", "write here");
        assertThat(ran.get(1).args()).containsExactly("write", "write there");
        assertThat(image.layers()).hasSize(4);
        assertThat(top(image).resolve("there")).hasContent("there");
        assertThat(ran.get(1).layers()).isEqualTo(image.layers().subList(1, 4));
        assertThat(image.config().diffIds().get(3))
                .isEqualTo(LayerTar.sum(top(image)).diffId());
        assertThat(image.config().history().stream()
                        .filter(h -> h.layer() == io.jstack.images.History.LayerEffect.LAYER)
                        .count())
                .isEqualTo(4);
    }

    @Test
    void whatIsBuiltAgainIsTheSameImageAndRunsNothing() throws Exception {
        Files.writeString(context.resolve("f"), "content");
        String dockerfile = "FROM base\nCOPY f /\nRUN write a\nENV X=1\nRUN write b\n";
        Image first = build(dockerfile);
        ran.clear();
        Files.setLastModifiedTime(context.resolve("f"), java.nio.file.attribute.FileTime.fromMillis(0));
        assertThat(build(dockerfile)).isEqualTo(first);
        assertThat(ran).isEmpty();
        assertThat(events).filteredOn(e -> e.contains("CACHED")).hasSize(3);

        assertThat(build(dockerfile.replace("X=1", "X=2"))).isNotEqualTo(first);
        assertThat(ran).as("only what came after the change").hasSize(1);
        ran.clear();
        Files.writeString(context.resolve("f"), "changed");
        build(dockerfile);
        assertThat(ran).hasSize(2);
        ran.clear();
        build(BuildRequest.of(context).cache(BuildRequest.CacheUse.IGNORE), dockerfile);
        assertThat(ran).hasSize(2);
    }

    @Test
    void copyFollowsTheRulesOfDocker() throws Exception {
        Files.createDirectories(context.resolve("d/sub"));
        Files.writeString(context.resolve("d/a"), "a");
        Files.writeString(context.resolve("d/sub/b"), "b");
        Files.writeString(context.resolve("x.txt"), "x");
        Files.writeString(context.resolve("y.txt"), "y");
        Files.createSymbolicLink(context.resolve("d/link"), Path.of("a"));
        Files.createSymbolicLink(context.resolve("toX"), Path.of("x.txt"));
        Path top = top(build("FROM base\nWORKDIR /w\nCOPY d all/\nCOPY *.txt toX /t/\nCOPY x.txt /bin\n"
                + "COPY x.txt y\nCOPY --chown=web:staff --chmod=640 d /o\nCOPY . /ctx"));
        Image image = build("FROM base\nWORKDIR /w\nCOPY d all/");
        assertThat(top(image).resolve("w/all/sub/b")).hasContent("b");
        assertThat(Files.readSymbolicLink(top(image).resolve("w/all/link"))).isEqualTo(Path.of("a"));
        image = build("FROM base\nCOPY *.txt toX /t/");
        assertThat(top(image).resolve("t/x.txt")).hasContent("x");
        assertThat(top(image).resolve("t/y.txt")).hasContent("y");
        assertThat(Files.isSymbolicLink(top(image).resolve("t/toX")))
                .as("a source's own link is followed")
                .isFalse();
        image = build("FROM base\nCOPY x.txt /bin");
        assertThat(top(image).resolve("usr/bin/x.txt"))
                .as("into the directory the base's link leads to")
                .exists();
        assertThat(top(image).resolve("bin")).doesNotExist();
        assertThat(Files.getPosixFilePermissions(top(image).resolve("usr/bin")))
                .as("a directory of the base keeps its looks")
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-x---"));
        image = build("FROM base\nCOPY --chown=web:staff --chmod=640 d /o");
        assertThat(Files.getAttribute(top(image).resolve("o/sub/b"), "unix:uid"))
                .isEqualTo(500);
        assertThat(Files.getAttribute(top(image).resolve("o/sub/b"), "unix:gid"))
                .isEqualTo(700);
        image = build("FROM base\nCOPY --chown=:staff x.txt /g\nEXPOSE 80/TCP");
        Path group = image.layers().get(0).resolve("g");
        assertThat(Files.getAttribute(group, "unix:uid")).isEqualTo(0);
        assertThat(Files.getAttribute(group, "unix:gid")).isEqualTo(700);
        assertThat(image.config().container().exposedPorts()).containsExactly("80/tcp");
        image = build("FROM base\nCOPY --chown=web:staff --chmod=640 d /o");
        assertThat((int) Files.getAttribute(top(image).resolve("o/a"), "unix:mode") & 07777)
                .isEqualTo(0640);
        assertThat(top).exists();
    }

    @Test
    void nothingOutsideTheContextIsCopied() throws Exception {
        Path secret = Files.writeString(dir.resolve("secret"), "secret");
        Files.createSymbolicLink(context.resolve("abs"), secret);
        Files.createSymbolicLink(context.resolve("up"), Path.of("../secret"));
        for (String source : List.of("abs", "up", "../secret", "../../../../../../etc/passwd")) {
            assertThatThrownBy(() -> build("FROM base\nCOPY " + source + " /x"))
                    .isInstanceOfSatisfying(
                            JstackException.class,
                            e -> assertThat(e.code()).isEqualTo(ImageError.COPY_SOURCE_NOT_FOUND));
        }
        Image image = build("FROM base\nCOPY . /all/");
        assertThat(Files.isSymbolicLink(top(image).resolve("all/abs"))).isTrue();
    }

    @Test
    void dockerignoreHidesFilesAndExceptionsShowThem() throws Exception {
        Files.createDirectories(context.resolve("secret"));
        Files.writeString(context.resolve("secret/key"), "k");
        Files.writeString(context.resolve("secret/public"), "p");
        Files.writeString(context.resolve("a.log"), "l");
        Files.writeString(context.resolve(".dockerignore"), "secret\n!secret/public\n*.log\nDockerfile\n");
        Path top = top(build("FROM base\nCOPY . /c/"));
        assertThat(top.resolve("c/secret/public")).exists();
        assertThat(top.resolve("c/secret/key")).doesNotExist();
        assertThat(top.resolve("c/a.log")).doesNotExist();
        assertThat(top.resolve("c/Dockerfile")).doesNotExist();
        assertThatThrownBy(() -> build("FROM base\nCOPY a.log /")).hasMessageContaining(".dockerignore may hide it");
    }

    @Test
    void stagesFeedEachOtherAndUnusedOnesAreLeftOut() throws Exception {
        Files.writeString(context.resolve("src"), "s");
        String dockerfile = """
                FROM base AS builder
                RUN write made
                FROM base AS unused
                RUN fail 3
                FROM scratch AS middle
                COPY --from=builder /made /old /out/
                FROM middle
                COPY --from=0 bin /b
                COPY --from=base /etc/passwd /p
                """;
        Image image = build(dockerfile);
        assertThat(ran).hasSize(1);
        assertThat(image.layers()).hasSize(3);
        assertThat(image.layers().get(2).resolve("out/made")).hasContent("made");
        assertThat(image.layers().get(2).resolve("out/old")).hasContent("old");
        assertThat(top(image).resolve("p")).content().startsWith("root:");
        assertThatThrownBy(() -> build(BuildRequest.of(context).target("nope"), dockerfile))
                .hasMessageContaining("no stage is called 'nope'");
        Image middle = build(BuildRequest.of(context).target("MIDDLE"), dockerfile);
        assertThat(middle.layers()).hasSize(1);
    }

    @Test
    void addUnpacksATarAndHeredocsBecomeFiles() throws Exception {
        Files.write(
                context.resolve("a.bin"),
                new TarBuilder(5).directory("x", 0700).file("x/y", 0600, "in").toBytes());
        Path top = top(build("FROM base\nADD a.bin /usr/un/"));
        assertThat(top.resolve("usr/un/x/y")).hasContent("in");
        top = top(build("FROM base\nCOPY a.bin /a"));
        assertThat(top.resolve("a")).isRegularFile();
        top = top(build("FROM base\nENV V=1\nCOPY <<one <<'two' /h/\nv=$V\none\nv=$V\ntwo\n"));
        assertThat(top.resolve("h/one")).hasContent("v=1\n");
        assertThat(top.resolve("h/two")).hasContent("v=$V\n");
        build("FROM base\nRUN <<EOF\nwrite doc\nEOF\n");
        assertThat(ran.get(0).args()).containsExactly("/bin/sh", "-c", "write doc\n");
    }

    @Test
    void aFailingRunShowsLineOutputAndCodeAndKeepsTheStepsBefore() throws Exception {
        assertThatThrownBy(() -> build("FROM base\nRUN write a\n\nRUN fail 7\nRUN write b"))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.RUN_FAILED))
                .hasMessageContaining("Dockerfile:4:1: run-failed: '/bin/sh -c fail 7' ended with exit code 7")
                .hasMessageContaining("no such thing")
                .hasMessageContaining(">   4 | RUN fail 7");
        assertThat(store.list()).hasSize(1);
        ran.clear();
        assertThatThrownBy(() -> build("FROM base\nRUN write a\n\nRUN fail 7\n"))
                .isNotNull();
        assertThat(ran).hasSize(1);
    }

    @Test
    void severalSourcesGoIntoADirectoryThatIsThereAndOverwriteNothing() throws Exception {
        Files.writeString(context.resolve("a"), "a");
        Files.writeString(context.resolve("b"), "b");
        Image image = build("FROM base\nWORKDIR /app\nCOPY a b /app\nCOPY [\"a\", \"b\", \"/bin\"]");
        assertThat(top(image).resolve("usr/bin/b")).hasContent("b");
        assertThat(image.layers().get(1).resolve("app/a")).hasContent("a");

        for (String line : List.of("COPY a a /name", "COPY a b /old", "COPY [ab] /name", "COPY --link a b /app")) {
            assertThatThrownBy(() -> build("FROM base\nWORKDIR /app\n" + line))
                    .hasMessageContaining("is no directory: each would overwrite the one before")
                    .hasMessageContaining("try: end the destination with /");
        }
    }

    @Test
    void whatIsNotCarriedOutIsRefusedByNameAndLine() {
        for (String line : List.of(
                "RUN --security=insecure y",
                "RUN --device=gpu y",
                "ADD --keep-git-dir a b",
                "ADD git@example.com:x.git /",
                "FROM --platform=linux/s390x base")) {
            assertThatThrownBy(() -> build("FROM base\n" + line))
                    .isInstanceOf(JstackException.class)
                    .hasMessageContaining("Dockerfile:2:")
                    .hasMessageContaining("try:");
        }
        assertThatThrownBy(() -> build("FROM nothere")).hasMessageContaining("Dockerfile:1:1: image-not-found");
        assertThatThrownBy(() -> build("ARG X\nFROM $X")).hasMessageContaining("the variable is empty");
        assertThatThrownBy(() -> build("FROM base\nSTOPSIGNAL SIGNOTHING")).hasMessageContaining("is no signal");
        assertThatThrownBy(() -> build("FROM base\nCOPY --chown=ghost a b"))
                .hasMessageContaining("the image has no user 'ghost'");
    }

    @Test
    void aMissingDockerfileIsNamed() {
        assertThatThrownBy(() -> builder.build(BuildRequest.of(context).build(), ImageProgress.SILENT))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.DOCKERFILE_NOT_FOUND));
    }

    @Test
    void aDeletionInAStageIsGoneForTheNextCopy() throws Exception {
        Image image = build("FROM base AS a\nRUN write old\nFROM scratch\nCOPY --from=a /etc/ /e/");
        assertThat(Files.exists(top(image).resolve("e/passwd"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }
}
