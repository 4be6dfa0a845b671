package io.jstack.orchestrator.stack.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
    private static MapNode read(String text) {
        Node first = new YamlReader("f.yaml")
                .read(text.getBytes(StandardCharsets.UTF_8))
                .get(0);
        return first.asMap().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            yes        | STRING    | yes
            on         | STRING    | on
            True       | BOOLEAN   | true
            FALSE      | BOOLEAN   | false
            ~          | NULL      | ''
            NULL       | NULL      | ''
            017        | INTEGER   | 15
            0o17       | INTEGER   | 15
            0x1F       | INTEGER   | 31
            0b101      | INTEGER   | 5
            1_000      | INTEGER   | 1000
            -7         | INTEGER   | -7
            08         | FLOAT     | 8
            1.10       | FLOAT     | 1.1
            1e3        | FLOAT     | 1000
            1e6        | FLOAT     | 1e+06
            0.00001    | FLOAT     | 1e-05
            .5         | FLOAT     | 0.5
            22:22      | STRING    | 22:22
            1.2.3      | STRING    | 1.2.3
            '"1"'      | STRING    | 1
            !!str 1    | STRING    | 1
            !!int "3"  | INTEGER   | 3
            2001-12-14 | TIMESTAMP | 2001-12-14 00:00:00 +0000 UTC
            """)
    void anUnquotedScalarMeansWhatGoTakesItFor(String source, ScalarNode.Kind kind, String text) {
        ScalarNode scalar =
                read("k: " + source).get("k").flatMap(Node::asScalar).orElseThrow();
        assertThat(scalar.kind()).isEqualTo(kind);
        assertThat(scalar.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!int x",
                "!!int 2.0",
                "!!bool yes",
                "!!null x",
                "!!timestamp x",
                "!!float \"a\"",
                "{!!int a: b}"
            })
    void aTagThatDoesNotFitIsRefused(String value) {
        assertThatThrownBy(() -> read("k: " + value)).hasMessageContaining("cannot be read as !!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a:, b: c}", "{a:}", "{a:{b: c}}", "[a:]", "{a:[b]}"})
    void aColonInBracesNeedsABlank(String value) {
        assertThatThrownBy(() -> read("k: " + value)).hasMessageContaining("no blank after the colon of \"a\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{a: , b: c}", "{a: {b: c}}", "{a:b}", "{\"a\":{b: c}}", "{a: }", "{a}", "{a: [b]}", "{a, b: c}"
            })
    void otherBracesAreFine(String value) {
        assertThat(read("k: " + value).map("k")).isPresent();
    }

    @Test
    void mergeKeysAreCarriedOutAndOwnKeysWin() {
        MapNode map = read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 0}\n")
                .map("c")
                .orElseThrow();
        assertThat(map.text("x")).contains("0");
        assertThat(map.text("y")).contains("1");
        assertThat(map.text("z")).contains("2");
    }

    @Test
    void aValueHasThePlaceItIsWrittenAt() {
        assertThat(read("a:\n  b: [1,\n    two]\n")
                        .map("a")
                        .orElseThrow()
                        .list("b")
                        .orElseThrow()
                        .items())
                .extracting(item -> item.place().toString())
                .containsExactly("f.yaml:2:7", "f.yaml:3:5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {a: 1, a: 2}                      | f.yaml:1:8  | key "a" is already defined at line 1
            {a: {<<: 1}}                      | f.yaml:1:10 | map merge
            {'x': &x {}, a: {<<: *x, <<: *x}} | f.yaml:1:26 | key "<<" is already defined
            {a: {1: x}}                       | f.yaml:1:6  | non-string key in a: 1
            {true: x}                         | f.yaml:1:2  | non-string key in the top level: true
            a: &a [*a]                        | f.yaml:1:4  | contains itself
            a: [b                             | f.yaml      | expected ',' or ']'
            a: *none                          | f.yaml:1:4  | found undefined alias none
            """)
    void whatIsNotToBeReadIsRefusedWithItsPlace(String text, String place, String message) {
        assertThatThrownBy(() -> read(text)).hasMessageStartingWith(place).hasMessageContaining(message);
    }

    @Test
    void aliasesThatMultiplyAreStopped() {
        StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (char c = 'b'; c < 'k'; c++) {
            bomb.append(c).append(": &").append(c).append(" [");
            bomb.append(("*" + (char) (c - 1) + ", ").repeat(10)).append("]\n");
        }
        assertThatThrownBy(() -> read(bomb.toString())).hasMessageContaining("aliases expand");
    }

    @Test
    void oneAnchorUsedByManyIsNoBomb() {
        StringBuilder file = new StringBuilder("x: &x {a: 1}\n");
        for (int i = 0; i < 5000; i++) {
            file.append("s").append(i).append(": {<<: *x}\n");
        }
        assertThat(read(file.toString()).keys()).hasSize(5001);
    }

    @Test
    void depthEncodingAndControlCharactersAreBounded() {
        assertThatThrownBy(() -> read("a: " + "[".repeat(10_000))).hasMessageContaining("more than 100 levels deep");
        assertThatThrownBy(() -> read("a: x\0y")).hasMessageContaining("0x0 is not allowed");
        assertThatThrownBy(() -> new YamlReader("f.yaml").read(new byte[] {'a', ':', '\n', ' ', (byte) 0xFF}))
                .hasMessageContaining("f.yaml:2:2")
                .hasMessageContaining("0xFF is not UTF-8");
        assertThat(read("\uFEFFa: 1").has("a")).isTrue();
    }
}
