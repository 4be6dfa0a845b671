package io.jstack.tests;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import io.jstack.tests.scenario.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The first thing anybody tries. */
@Tag("root")
@ExtendWith(CleanHost.class)
class ReadmeTest {
    @Test
    void theFirstStackOfTheReadmeDoesWhatTheReadmeShows(@TempDir Path temp) throws IOException {
        String readme = Files.readString(Scenario.repository().resolve("README.md"));
        Path directory = Files.createDirectories(temp.resolve("readme"));
        Files.writeString(directory.resolve("stack.yaml"), block(readme, "yaml").replace("8000", "${WEB_PORT:-8000}"));
        Files.writeString(directory.resolve("EXPECTED"), block(readme, "console"));

        Transcript.play(Scenario.at(directory, "the first stack of the README must do what the README shows"));
    }

    /** The first block of that language. */
    private static String block(String markdown, String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(markdown);
        if (!block.find()) {
            throw new AssertionError("no " + language + " block in README.md");
        }
        return block.group(1);
    }
}
