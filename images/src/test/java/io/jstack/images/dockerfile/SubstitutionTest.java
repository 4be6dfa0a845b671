package io.jstack.images.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases of BuildKit's frontend/dockerfile/shell/lex_test.go and envVarTest, in own words. */
class SubstitutionTest {
    private static final Map<String, String> VARIABLES =
            Map.of("one", "1", "empty", "", "path", "/usr/local/bin", "name", "archive.tar.gz");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a$one.b | a1.b",
                "${one}2 | 12",
                "$none| ~~",
                "${none:-word} | word",
                "${empty:-word} | word",
                "${empty-word} | ~~",
                "${none-word} | word",
                "${one:+set} | set",
                "${empty:+set} | ~~",
                "${empty+set} | set",
                "${none:-${one}x} | 1x",
                "'$one' | $one",
                "\"$one 'x'\" | 1 'x'",
                "\\$one | $one",
                "\"\\$one \\a\" | $one \\a",
                "$ | $",
                "a$/b | a$/b",
                "${name#*.} | tar.gz",
                "${name##*.} | gz",
                "${name%.*} | archive.tar",
                "${name%%.*} | archive",
                "${path/usr/opt} | /opt/local/bin",
                "${path//\\//-} | -usr-local-bin",
                "${path//[/x} | /usr/local/bin",
                "${one/1} | ~~",
            })
    void aWordBecomesWhatBuildKitMakesOfIt(String word, String expected) {
        assertThat(Substitution.expand(word, '\\', VARIABLES)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${one", "${none:?is needed}", "${none?}", "${one:x}", "'open", "\"open", "${}"})
    void whatCannotBeIsRefused(String word) {
        assertThatThrownBy(() -> Substitution.expand(word, '\\', VARIABLES))
                .isInstanceOf(Substitution.BadSubstitution.class);
    }

    @Test
    void aDocumentKeepsItsQuotes() {
        assertThat(Substitution.expandDocument("\"$one\" 'x' \\$one \\n", '\\', VARIABLES))
                .isEqualTo("\"1\" 'x' $one \\n");
    }
}
