package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jstack.values.JstackException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write behind {@code --format}, with what docker prints for it. */
class TemplateTest {
    private static final String OBJECT = """
            {"Name": "/web", "State": {"Pid": 42, "Running": true}, "Args": ["-p", "80"], "Empty": [],
             "Config": {"Labels": {"b": "2", "a": "1"}},
             "NetworkSettings": {"Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}], "90/tcp": []}}}
            """;

    static Stream<Arguments> formats() {
        return Stream.of(
                arguments("{{.Name}} is {{.State.Pid}}", "/web is 42"),
                arguments("{{json .State}}", "{\"Pid\":42,\"Running\":true}"),
                arguments("{{.Args | json}}", "[\"-p\",\"80\"]"),
                arguments("{{join .Args \" \"}}", "-p 80"),
                arguments("{{.Args}}", "[-p 80]"),
                arguments("{{.Config.Labels}}", "map[a:1 b:2]"),
                arguments("{{range .Args}}<{{.}}>{{end}}", "<-p><80>"),
                arguments("{{range .Empty}}x{{else}}none{{end}}", "none"),
                arguments("{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}", "a=1;b=2;"),
                arguments("{{if .State.Running}}up{{else}}down{{end}}", "up"),
                arguments("{{if .Empty}}x{{else if eq .Name \"/web\"}}web{{end}}", "web"),
                arguments("{{with .State}}{{.Pid}}{{end}}", "42"),
                arguments("{{index .Config.Labels \"b\"}}", "2"),
                arguments("{{(index (index .NetworkSettings.Ports \"80/tcp\") 0).HostPort}}", "8080"),
                arguments(
                        "{{range $p, $conf := .NetworkSettings.Ports}}{{$p}} -> {{range $conf}}{{.HostPort}}{{end}} {{end}}",
                        "80/tcp -> 8080 90/tcp ->  "),
                arguments("{{$n := .Name}}{{upper $n}} {{len .Args}}", "/WEB 2"),
                arguments("a {{- .Name -}} b", "a/webb"),
                arguments("{{println .Name}}", "/web\n"),
                arguments("{{not .Empty}} {{and 1 0}} {{or 0 7}}", "true 0 7"),
                arguments("{{/* nothing */}}{{$.Name}}", "/web"));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void isFilledAsGoFillsIt(String format, String expected) throws JsonProcessingException {
        assertThat(Template.of(format).fill(new ObjectMapper().readTree(OBJECT)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{.Nope}}",
                "{{range .Args}}",
                "{{end}}",
                "{{",
                "{{.Name",
                "{{blah .Name}}",
                "{{.Name | 3}}",
                "{{index .Args 9}}",
                "{{$x}}",
                "{{join .Args}}",
                "{{(.Name}}",
                "{{}}",
                "{{.Name .Args}}"
            })
    void isRefusedByName(String format) {
        assertThatThrownBy(() -> Template.of(format).fill(new ObjectMapper().readTree(OBJECT)))
                .isInstanceOf(JstackException.class)
                .hasMessageContaining("--format");
    }
}
