package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.values.JstackException;
import java.util.List;

/**
 * {@code --format '{{.Name}} {{range .Mounts}}{{.Destination}} {{end}}'}: the part of Go's text/template that people use with Docker:
 * fields, variables, pipelines, range, if, else, with, end, trimming, and the functions of {@link TemplateFunction}. {@code \t} and
 * {@code \n} are a tab and a line's end.
 */
final class Template {
    private final List<TemplateNode> nodes;

    private Template(List<TemplateNode> nodes) {
        this.nodes = nodes;
    }

    static boolean isOne(String format) {
        return format.contains("{{");
    }

    /** @throws JstackException with the place in the text where it is not understood */
    static Template of(String format) {
        return new Template(new TemplateParser(format.replace("\\t", "\t").replace("\\n", "\n")).parse());
    }

    /** @throws JstackException when the object has no field of a name that is asked for */
    String fill(JsonNode object) {
        StringBuilder out = new StringBuilder();
        TemplateScope scope = new TemplateScope(object, object);
        nodes.forEach(node -> node.write(scope, out));
        return out.toString();
    }
}
