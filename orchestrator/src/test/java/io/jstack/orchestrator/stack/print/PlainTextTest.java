package io.jstack.orchestrator.stack.print;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx",
                "nginx:1.27",
                "registry.example/a/b:1@sha256:0f",
                "/var/lib/data",
                "a b,c",
                "~/x",
                "$$HOME",
                "http://x/y",
                "a :b",
                "yesterday"
            })
    void whatIsOnlyEverATextStandsAsItIs(String text) {
        assertThat(PlainText.holds(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " a", "a ", "a  b", "a, b", "a: b", "a:", "a::b", ":a", "a #b", "- a", "1", "1:30", "-1", "null",
                "~", "true", "No", "y", "OFF", ".5", ".inf", "*a", "&a", "!a", "{a}", "[a]", "'a'", "a\"b", "a\nb", "ä",
                "a:b c", "a:b,c", "a:b^c"
            })
    void whatMayMeanMoreIsQuoted(String text) {
        assertThat(PlainText.holds(text)).isFalse();
    }
}
