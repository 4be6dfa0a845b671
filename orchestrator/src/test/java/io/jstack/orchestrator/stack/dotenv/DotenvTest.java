package io.jstack.orchestrator.stack.dotenv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DotenvTest {
    private static Map<String, String> read(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        Dotenv.read(
                text,
                "e.env",
                variables,
                name -> Optional.ofNullable(Map.of("CALLER", "c", "A", "outer").get(name)));
        return variables;
    }

    @Test
    void everyFormOfALineIsRead() {
        assertThat(read("""
                \uFEFF# comment
                PLAIN = a b  # note
                export X=1
                YAML: y
                HASH=a#b
                SINGLE='$CALLER \\n'
                DOUBLE="a\\tb\\n\\$x \\"q\\" ${CALLER}"
                LINES="one
                two"
                CALLER
                NOT_THERE
                EMPTY=
                """))
                .containsEntry("PLAIN", "a b")
                .containsEntry("X", "1")
                .containsEntry("YAML", "y")
                .containsEntry("HASH", "a#b")
                .containsEntry("SINGLE", "$CALLER \\n")
                .containsEntry("DOUBLE", "a\tb\n$x \"q\" c")
                .containsEntry("LINES", "one\ntwo")
                .containsEntry("CALLER", "c")
                .containsEntry("EMPTY", "")
                .doesNotContainKey("NOT_THERE");
    }

    @Test
    void theCallerWinsOverEarlierLinesWithinAValue() {
        assertThat(read("A=file\nB=$A\nC=${D:-x}\nD=1\nE=$D\n"))
                .containsEntry("A", "file")
                .containsEntry("B", "outer")
                .containsEntry("C", "x")
                .containsEntry("E", "1");
    }

    @Test
    void aWrongLineIsNamed() {
        assertThatThrownBy(() -> read("A=1\nB C=2\n"))
                .hasMessageContaining("e.env:2:1")
                .hasMessageContaining("space");
        assertThatThrownBy(() -> read("A=\"x\n")).hasMessageContaining("unterminated");
        assertThatThrownBy(() -> read("A%=1\n")).hasMessageContaining("unexpected character");
    }

    @Test
    void theRawFormatTakesEverythingAsItIs() {
        Map<String, String> variables = new LinkedHashMap<>();
        Dotenv.readRaw("# c\nA=\"$X\" # y\nB\n", "e.env", variables, name -> Optional.of("caller"));
        assertThat(variables).containsEntry("A", "\"$X\" # y").containsEntry("B", "caller");
    }
}
