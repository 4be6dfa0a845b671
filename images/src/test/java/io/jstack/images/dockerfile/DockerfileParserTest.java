package io.jstack.images.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.values.Place;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileParserTest {
    private static List<Instruction> parse(String text) {
        return DockerfileParser.parse("Dockerfile", text).instructions();
    }

    @Test
    void continuationLinesAreJoinedAndCommentsInThemDropped() {
        List<Instruction> found = parse("""
                # a comment
                from debian AS base

                RUN apt-get update \\
                # why
                 && apt-get install -y \\

                    curl
                CMD ["sh", "-c", "echo \\"hi\\""]
                """);
        assertThat(found).extracting(Instruction::keyword).containsExactly(Keyword.FROM, Keyword.RUN, Keyword.CMD);
        assertThat(found.get(1).arguments()).isEqualTo("apt-get update  && apt-get install -y     curl");
        assertThat(found.get(1).place()).isEqualTo(new Place("Dockerfile", 4, 1));
        assertThat(found.get(1).lastLine()).isEqualTo(8);
        assertThat(found.get(2).json()).contains(List.of("sh", "-c", "echo \"hi\""));
    }

    @Test
    void whatOnlyLooksLikeJsonIsAShellsCommand() {
        assertThat(parse("FROM a\nRUN [ -f x ] && y").get(1).json()).isEmpty();
        assertThat(parse("FROM a\nCMD ['a']").get(1).json()).isEmpty();
    }

    @Test
    void theEscapeDirectiveChangesTheContinuation() {
        Dockerfile file =
                DockerfileParser.parse("D", "# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN dir c:\\ `\n  /b\n");
        assertThat(file.escape()).isEqualTo('`');
        assertThat(file.instructions().get(1).arguments()).isEqualTo("dir c:\\   /b");
    }

    @Test
    void heredocsKeepTheirLines() {
        List<Instruction> found = parse("""
                FROM a
                RUN <<EOF
                echo $one
                # no comment
                EOF
                COPY --chmod=755 <<-"first" <<second /dst/
                \t\ttabbed $x
                \tfirst
                two
                second
                RUN cat <<<here
                """);
        assertThat(found.get(1).heredocs())
                .containsExactly(new Heredoc("EOF", "echo $one\n# no comment\n", Heredoc.Expansion.EXPAND));
        assertThat(found.get(2).heredocs())
                .containsExactly(
                        new Heredoc("first", "tabbed $x\n", Heredoc.Expansion.LITERAL),
                        new Heredoc("second", "two\n", Heredoc.Expansion.EXPAND));
        assertThat(found.get(3).heredocs()).isEmpty();
    }

    @Test
    void flagsAreReadWithTheirPlaces() {
        Instruction copy =
                parse("FROM a\n  COPY --from=build \\\n  --chown=\"a:b\" x y").get(1);
        assertThat(copy.flags())
                .containsExactly(
                        new Flag("from", "build", new Place("Dockerfile", 2, 8)),
                        new Flag("chown", "a:b", new Place("Dockerfile", 3, 3)));
        assertThat(copy.arguments()).isEqualTo("x y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FORM a | Dockerfile:1:1: dockerfile-invalid: unknown instruction 'FORM' | try: write FROM",
                "FROM a\\n\\nCOPY --chwon=x a b | Dockerfile:3:6: dockerfile-invalid: COPY has no flag --chwon | > ",
                "FROM a\\nRUN <<EOF\\nx | Dockerfile:2:1: dockerfile-invalid: the document <<EOF is not ended | try:",
                "FROM a\\nENV | ENV needs an argument | Dockerfile:2:1",
                "# only | the file has no instruction | try: begin with FROM",
            })
    void anErrorSaysWhereAndWhatToDo(String text, String first, String second) {
        assertThatThrownBy(() -> parse(text.replace("\\n", "\n")))
                .hasMessageContaining(first)
                .hasMessageContaining(second);
    }
}
