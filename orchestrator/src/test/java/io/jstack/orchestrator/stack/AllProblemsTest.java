package io.jstack.orchestrator.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One reading tells of every mistake, whichever phase finds it, and of none that only follows from another. */
class AllProblemsTest {
    @TempDir
    private Path path;

    private StackFolder folder = new StackFolder(Path.of("/"));

    @BeforeEach
    void open() {
        folder = new StackFolder(path);
    }

    private List<Problem> problems() {
        JstackException wrong = catchThrowableOfType(JstackException.class, () -> StackLoader.load(folder.request()));
        assertThat(wrong).as("accepted").isNotNull();
        return wrong.problems();
    }

    private List<String> found() {
        return problems().stream()
                .map(problem -> problem.place()
                                .map(place -> place.line() + ":" + place.column())
                                .orElse("-") + " " + problem.code().id())
                .toList();
    }

    @Test
    void mistakesOfEveryPhaseAreToldAtOnce() {
        folder.write("compose.yaml", """
                services:
                  web:
                    image: "nginx:${TAG:?say which}"
                    prots: ["80:80"]
                    ports: ["80:http"]
                    privileged: maybe
                    stop_grace_period: 10
                    mem_limit: 12x
                    networks: [nowhere]
                    depends_on: [nobody]
                    restart: sometimes
                    gpus: all
                  db: {volumes: ["data:/x"]}
                volumes: {dta: {}}
                """);
        assertThat(found())
                .containsExactly(
                        "3:12 variable-required",
                        "4:5 key-unknown",
                        "5:13 value-invalid",
                        "6:17 cast-failed",
                        "7:24 type-mismatch",
                        "8:16 value-invalid",
                        "9:16 reference-undefined",
                        "10:18 reference-undefined",
                        "11:5 value-invalid",
                        "12:5 unsupported",
                        "13:18 reference-undefined");
    }

    @Test
    void whatFollowsFromAMistakeIsNotOne() {
        folder.write("compose.yaml", """
                services:
                  web: {image: 5, depends_on: [db], networks: [front], secrets: [key]}
                  db: text
                networks: {front: 7}
                secrets: []
                """);
        assertThat(found())
                .containsExactly("2:16 type-mismatch", "3:7 type-mismatch", "4:19 type-mismatch", "5:10 type-mismatch");
    }

    @Test
    void eachSaysWhatWasExpectedWithTheLineAndTheNearestKey() {
        folder.write("compose.yaml", "services:\n  web:\n    image: x\n    prots: [80]\n    tty: [yes]\n");
        assertThat(problems()).extracting(Problem::toString).containsExactly("""
                compose.yaml:4:5: key-unknown: services.web: additional properties 'prots' not allowed
                  4 |     prots: [80]
                    |     ^
                  try: did you mean ports?""", """
                compose.yaml:5:10: type-mismatch: services.web.tty: must be true or false, not a list
                  5 |     tty: [yes]
                    |          ^""");
    }

    @Test
    void mistakesOfSeveralFilesAreToldTogether() {
        folder.write("a.yaml", "services: {web: {image: x, tyt: true}}");
        folder.write("b.yaml", "services: {web: {scale: many}, db: {image: y, networks: [n]}}");
        JstackException wrong =
                catchThrowableOfType(JstackException.class, () -> StackLoader.load(folder.request("a.yaml", "b.yaml")));
        assertThat(wrong.problems())
                .extracting(problem -> problem.place().orElseThrow().file())
                .containsExactly("a.yaml", "b.yaml", "b.yaml");
    }
}
