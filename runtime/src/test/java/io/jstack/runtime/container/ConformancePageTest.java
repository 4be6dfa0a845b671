package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code mvn test -pl runtime -am -Dtest=ConformancePageTest -Dconformance.write} writes the page anew. */
class ConformancePageTest {
    private static final Path PAGE = Path.of("..", "docs", "conformance.md");

    @Test
    void thePageSaysWhatIsAsked() throws IOException {
        if (System.getProperty("conformance.write") != null) {
            Files.writeString(PAGE, ConformancePage.text());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(ConformancePage.text());
    }

    @Test
    void noQuestionIsAskedTwice() {
        assertThat(Checks.ALL)
                .extracting(check -> check.subject() + check.name())
                .doesNotHaveDuplicates();
    }
}
