package io.jstack.engine.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerNamesTest {
    @ParameterizedTest
    @CsvSource({
        "web, true",
        "shop, true",
        "shop-web-1, true",
        "^shop-web-1$, true",
        "^/shop-web-1$, true",
        "/shop-web-1, true",
        "^shop, true",
        "-1$, true",
        "^web, false",
        "web$, false",
        "^/web-1$, false"
    })
    void aNameIsFilteredByItsPartsAndAnchors(String pattern, boolean isNamed) {
        assertThat(ContainerList.isNamed("shop-web-1", pattern)).isEqualTo(isNamed);
    }
}
