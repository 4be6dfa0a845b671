package io.jstack.orchestrator.stack.interpolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compose Specification, "Interpolation": every operator with a variable that is unset, empty and set. */
class TemplateTest {
    private static final Map<String, String> VALUES = Map.of("SET", "v", "EMPTY", "", "_x1", "y");

    private static String substitute(String text) throws TemplateException {
        return Template.substitute(text, name -> Optional.ofNullable(VALUES.get(name)), name -> {});
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $SET.            | v.
            ${SET}x          | vx
            ${UNSET}         | ''
            ${UNSET-d}       | d
            ${EMPTY-d}       | ''
            ${EMPTY:-d}      | d
            ${SET:-d}        | v
            ${SET+a}         | a
            ${EMPTY+a}       | a
            ${EMPTY:+a}      | ''
            ${UNSET+a}       | ''
            ${SET?m}         | v
            ${EMPTY?m}       | ''
            $$SET            | $SET
            $$$SET           | $v
            $1 $ 5$          | $1 $ 5$
            ${_x1}           | y
            ${UNSET:-${EMPTY:-${SET}}} | v
            ${UNSET:-{"a":1}}          | {"a":1}
            ${UNSET:-a:b-c?d}          | a:b-c?d
            ${UNSET:-x}-${SET}         | x-v
            ${UNSET:-$$}               | $
            """)
    void aTemplateBecomes(String text, String result) throws TemplateException {
        assertThat(substitute(text)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"${1X}", "${SET", "${SET/a/b}", "${}", "${ SET}", "${SET:}"})
    void whatIsNoFormIsRefused(String text) {
        assertThatThrownBy(() -> substitute(text)).hasMessageContaining("invalid interpolation format");
    }

    @ParameterizedTest
    @CsvSource({"${UNSET?say ${SET}}", "${EMPTY:?say v}"})
    void aRequiredVariableNamesItselfAndItsMessage(String text) {
        assertThatThrownBy(() -> substitute(text))
                .hasMessageMatching("required variable (UNSET|EMPTY) is missing a value: say v");
    }

    @Test
    void nestingIsBounded() {
        assertThatThrownBy(() -> substitute("${A:-".repeat(5000) + "}".repeat(5000)))
                .hasMessageContaining("within each other");
    }

    @Test
    void variablesAreFoundInWordsThatAreNotUsedToo() throws TemplateException {
        List<String> seen = new ArrayList<>();
        Template.variables("$A ${B:-${C}} ${D?x$E}", variable -> seen.add(variable.name() + variable.operator()));
        assertThat(seen).containsExactly("A", "B:-", "C", "D?", "E");
    }
}
