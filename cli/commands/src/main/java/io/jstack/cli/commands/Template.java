package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.values.JstackException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code --format '{{.Name}} {{.State}}'}: the part of Go's templates that scripts use. {@code {{.Field}}} is a field's text, {@code
 * {{json .}}} the whole, {@code {{json .Field}}} a field as JSON; {@code \t} and {@code \n} are a tab and a line's end.
 */
final class Template {
    private static final Pattern ACTION = Pattern.compile("\\{\\{\\s*(json\\s+)?\\.([A-Za-z.]*)\\s*}}");

    private final String text;

    private Template(String text) {
        this.text = text;
    }

    static boolean isOne(String format) {
        return format.contains("{{");
    }

    /** @throws JstackException when it holds an action that is not one of the three */
    static Template of(String format) {
        if (ACTION.matcher(format).replaceAll("").contains("{{")) {
            throw new JstackException(
                    CommandError.USAGE,
                    "--format knows {{.Field}} and {{json .}} only: " + format,
                    "--format json, and jq");
        }
        return new Template(format.replace("\\t", "\t").replace("\\n", "\n"));
    }

    /** @throws JstackException when the object has no field of a name that is asked for */
    String fill(JsonNode object) {
        return ACTION.matcher(text)
                .replaceAll(
                        action -> Matcher.quoteReplacement(value(action.group(1) != null, action.group(2), object)));
    }

    private static String value(boolean json, String path, JsonNode object) {
        JsonNode node = object;
        for (String field : path.split("\\.", -1)) {
            if (!field.isEmpty()) {
                node = node.path(field);
            }
        }
        if (node.isMissingNode()) {
            throw new JstackException(
                    CommandError.USAGE,
                    "--format asks for ." + path + ", which is not there",
                    "--format json shows every field");
        }
        return json || node.isContainerNode() ? node.toString() : node.asText();
    }
}
