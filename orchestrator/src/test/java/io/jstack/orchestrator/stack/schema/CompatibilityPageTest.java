package io.jstack.orchestrator.stack.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code mvn test -pl orchestrator -Dtest=CompatibilityPageTest -Dcompatibility.write} writes the page anew. */
class CompatibilityPageTest {
    private static final Path PAGE = Path.of("..", "docs", "compatibility.md");

    @Test
    void thePageSaysWhatTheTableOfVerdictsSays() throws IOException {
        if (System.getProperty("compatibility.write") != null) {
            Files.writeString(PAGE, CompatibilityPage.text());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(CompatibilityPage.text());
    }

    @Test
    void everythingThatIsNotCarriedOutSaysWhy() {
        assertThat(ComposeSchema.keys())
                .allSatisfy((path, key) -> assertThat(key.verdict().kind() == Verdict.Kind.IMPLEMENTED
                                || !key.verdict().note().isBlank())
                        .as(path)
                        .isTrue());
    }
}
