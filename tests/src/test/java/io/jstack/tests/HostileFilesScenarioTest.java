package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.run;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files nobody means well, given to the whole program: each is refused in words, and the engine goes on. */
@Tag("root")
@ExtendWith(CleanHost.class)
class HostileFilesScenarioTest {
    @TempDir
    private Path folder = Path.of("/");

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("x-0: &a0 [a, a, a, a, a, a, a, a, a]\n");
        for (int i = 1; i < 10; i++) {
            String before = "*a" + (i - 1);
            text.append(
                    "x-%d: &a%d [%s]%n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(9, before))));
        }
        return text + "services: {web: {image: x, x-bomb: *a9}}\n";
    }

    @Test
    void eachIsRefusedInWordsAndTheEngineGoesOn() throws IOException {
        byte[] large = new byte[60 << 20];
        java.util.Arrays.fill(large, (byte) '#');
        String fine = write("fine.yaml", "name: fine\nservices: {web: {image: x}}\n");
        Files.createDirectory(folder.resolve("directory"));
        Scenario scenario = Scenario.of("bad-input", "a hostile file must be refused in words, soon, and do no harm")
                .step(
                        "a pipe nobody writes to",
                        run("mkfifo", folder.resolve("pipe").toString()));
        refused(scenario, "aliases expand this file", write("bomb.yaml", bomb()));
        refused(scenario, "larger than 8 MiB", write("large.yaml", large));
        refused(scenario, "try:", write("deep.yaml", "services: " + "{a: ".repeat(10_000)));
        refused(scenario, "try:", write("brackets.yaml", "services: " + "[".repeat(10_000) + "]".repeat(10_000)));
        refused(scenario, "self.yaml", write("self.yaml", "include: [self.yaml]\nservices: {web: {image: x}}\n"));
        refused(scenario, "extends", write("cycle.yaml", "services: {a: {extends: b}, b: {extends: a}}\n"));
        refused(scenario, "is a directory", write("envdir.yaml", "services: {a: {image: x, env_file: directory}}\n"));
        refused(
                scenario,
                "is not a regular file",
                write("envpipe.yaml", "services: {a: {image: x, env_file: pipe}}\n"));
        refused(scenario, "nul.yaml:1:", write("nul.yaml", "services: {a: {image: \0}}\n"));
        refused(scenario, "is not UTF-8", write("latin.yaml", new byte[] {'a', ':', ' ', (byte) 0xE4}));
        refused(scenario, "is not a regular file", folder.resolve("pipe").toString());
        refused(scenario, "is not a regular file", "/dev/zero");
        scenario.step(
                "standard input without an end",
                run("sh", "-c", "$JSTACK -f - config -q </dev/zero 2>&1 | grep -q 'larger than 8 MiB'"));
        scenario.step("and a good file is read as ever", jstackFails(0, List.of("image: x"), "-f", fine, "config"));
    }

    private static void refused(Scenario scenario, String words, String file) {
        scenario.step(file, jstackFails(1, List.of(words), "-f", file, "config"));
    }
}
