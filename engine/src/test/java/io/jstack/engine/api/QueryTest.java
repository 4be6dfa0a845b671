package io.jstack.engine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    @ParameterizedTest
    @ValueSource(strings = {"{\"label\":[\"a=b\",\"c\"]}", "{\"label\":{\"a=b\":true,\"c\":true,\"d\":false}}"})
    void filtersComeInBothForms(String text) {
        var filters = of("filters", text).filters(Set.of("label"));
        assertThat(filters.wanted().get("label")).containsExactlyInAnyOrder("a=b", "c");
        assertThat(filters.allowLabels(Map.of("a", "b", "c", ""))).isTrue();
        assertThat(filters.allowLabels(Map.of("a", "b"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"foo\":[\"1\"]}|invalid filter 'foo'", "[]|invalid filters: []", "{|invalid filters: {"})
    void whatIsNoFilterIsRefused(String text, String message) {
        assertThatThrownBy(() -> of("filters", text).filters(Set.of("label")))
                .isInstanceOf(Refusal.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000, 2023-11-14T22:13:20Z",
        "1700000000.5, 2023-11-14T22:13:20.500Z",
        "1700000000.000000001, 2023-11-14T22:13:20.000000001Z",
        "2023-11-14T22:13:20Z, 2023-11-14T22:13:20Z"
    })
    void aMomentIsInSecondsOrWritten(String text, Instant moment) {
        assertThat(of("since", text).moment("since")).contains(moment);
    }

    @Test
    void zeroIsNoMoment() {
        assertThat(of("since", "0").moment("since")).isEmpty();
        assertThat(new Query(Map.of()).moment("since")).isEmpty();
        assertThatThrownBy(() -> of("since", "soon").moment("since")).hasMessageContaining("not a time");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "true, true", "t, true", "0, false", "False, false", "'', false", "none, false"})
    void truthIsWhatIsNotDenied(String text, boolean truth) {
        assertThat(of("all", text).flag("all")).isEqualTo(truth);
    }

    private static Query of(String name, String value) {
        return new Query(Map.of(name, List.of(value)));
    }
}
