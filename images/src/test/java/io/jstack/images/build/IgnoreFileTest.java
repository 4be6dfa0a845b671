package io.jstack.images.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreFileTest {
    private static final IgnoreFile IGNORE = IgnoreFile.parse("""
                    # comment
                    *.log
                    /target/
                    **/node_modules
                    docs/**/*.md
                    !docs/keep.md
                    !docs/deep/**/README.md
                    temp?
                    ./a/../b
                    """);

    @ParameterizedTest
    @CsvSource({
        "x.log, true",
        "dir/x.log, false",
        "target, true",
        "target/classes/A.class, true",
        "node_modules, true",
        "web/node_modules/x/y.js, true",
        "docs/a.md, true",
        "docs/x/y/a.md, true",
        "docs/keep.md, false",
        "docs/deep/x/README.md, false",
        "temp1, true",
        "temp12, false",
        "b, true",
        "a, false"
    })
    void theLastPatternThatMatchesDecides(String path, boolean ignored) {
        assertThat(IGNORE.isIgnored(path)).isEqualTo(ignored);
    }
}
