package io.jstack.orchestrator.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedLoadsTest {
    private static final String STACK = """
            services:
              web: {image: "web:${TAG:-1}", env_file: [web.env, {path: more.env, required: false}]}
            """;

    @TempDir
    private Path path;

    private final RememberedLoads loads = new RememberedLoads();
    private StackFolder folder = new StackFolder(Path.of("/"));

    @BeforeEach
    void open() {
        folder = new StackFolder(path);
        folder.write("compose.yaml", STACK);
        folder.write("web.env", "A=1\n");
    }

    @Test
    void theSameFilesAreReadOnce() {
        assertThat(loads.load(folder.request())).isSameAs(loads.load(folder.request()));
        assertThat(loads.canonical(folder.request())).isSameAs(loads.canonical(folder.request()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web.env", "more.env", ".env", "compose.override.yaml"})
    void aFileThatChangesOrAppearsIsSeen(String name) {
        CanonicalStack before = loads.canonical(folder.request());
        folder.write(name, name.endsWith("yaml") ? "services: {web: {hostname: x}}" : "TAG=2\n");
        assertThat(loads.canonical(folder.request()).yaml()).isNotEqualTo(before.yaml());
        assertThat(loads.canonical(folder.request()).yaml())
                .isEqualTo(StackLoader.canonical(folder.request()).yaml());
    }

    @Test
    void aChangeThatLeavesSizeAndTimeIsSeen() throws IOException {
        Path file = path.resolve("web.env");
        FileTime time = Files.getLastModifiedTime(file);
        loads.canonical(folder.request());
        folder.write("web.env", "A=2\n");
        Files.setLastModifiedTime(file, time);
        assertThat(loads.canonical(folder.request()).yaml()).contains("A: \"2\"");
    }

    @Test
    void aFileThatIsGoneIsMissed() throws IOException {
        loads.load(folder.request());
        Files.delete(path.resolve("web.env"));
        assertThatThrownBy(() -> loads.load(folder.request())).hasMessageContaining("web.env not found");
        folder.write("web.env", "A=1\n");
        assertThat(loads.load(folder.request()).stack().services()).containsKey("web");
    }

    @Test
    void anotherRequestIsAnotherLoad() {
        LoadRequest request = folder.request();
        CanonicalStack all = loads.canonical(request);
        assertThat(loads.canonical(request.withOptions(Set.of(LoadOption.NO_INTERPOLATE)))
                        .yaml())
                .contains("${TAG:-1}")
                .isNotEqualTo(all.yaml());
        LoadRequest tagged = LoadRequest.in(path, Map.of("TAG", "3"));
        assertThat(loads.canonical(tagged).yaml()).contains("web:3");
    }

    @Test
    void standardInputIsReadEachTime() {
        for (String image : List.of("one", "two")) {
            byte[] file = ("services: {web: {image: " + image + "}}").getBytes(StandardCharsets.UTF_8);
            LoadRequest request = folder.request().withFiles(List.of("-")).withStdin(file);
            assertThat(loads.canonical(request).yaml()).contains("image: " + image);
        }
    }

    @Test
    void aLinkThatLeadsElsewhereIsFollowedAnew() throws IOException {
        Files.createDirectories(path.resolve("one"));
        Files.createDirectories(path.resolve("two"));
        Path link = Files.createSymbolicLink(path.resolve("way"), path.resolve("one"));
        folder.write("compose.yaml", "services: {web: {image: x, develop: {watch: [{path: ./way, action: restart}]}}}");
        assertThat(loads.canonical(folder.request()).yaml()).contains("/one");
        Files.delete(link);
        Files.createSymbolicLink(link, path.resolve("two"));
        assertThat(loads.canonical(folder.request()).yaml()).contains("/two");
    }

    @Test
    void aMistakeIsToldEachTime() {
        folder.write("compose.yaml", "services: {web: {imag: x}}");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> loads.load(folder.request()))
                    .isInstanceOf(JstackException.class)
                    .hasMessageContaining("did you mean image?");
        }
    }
}
