package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The functions of Go's text/template and of Docker's that a format may call, by their names there. */
enum TemplateFunction {
    JSON(1, 1, in -> TextNode.valueOf(in.get(0).toString())),
    JOIN(
            2,
            2,
            in -> TextNode.valueOf(items(in.get(0)).stream()
                    .map(TemplateFunction::text)
                    .collect(Collectors.joining(text(in.get(1)))))),
    SPLIT(2, 2, in -> list(List.of(text(in.get(0)).split(Pattern.quote(text(in.get(1))), -1)))),
    LOWER(1, 1, in -> TextNode.valueOf(text(in.get(0)).toLowerCase(Locale.ROOT))),
    UPPER(1, 1, in -> TextNode.valueOf(text(in.get(0)).toUpperCase(Locale.ROOT))),
    TITLE(
            1,
            1,
            in -> TextNode.valueOf(
                    text(in.get(0)).isEmpty()
                            ? ""
                            : Character.toUpperCase(text(in.get(0)).charAt(0))
                                    + text(in.get(0)).substring(1))),
    TRUNCATE(
            2,
            2,
            in -> TextNode.valueOf(text(in.get(0))
                    .substring(0, Math.min(in.get(1).asInt(), text(in.get(0)).length())))),
    LEN(
            1,
            1,
            in -> IntNode.valueOf(
                    in.get(0).isTextual() ? text(in.get(0)).length() : in.get(0).size())),
    INDEX(2, 9, TemplateFunction::index),
    PRINT(0, 99, in -> TextNode.valueOf(in.stream().map(TemplateFunction::text).collect(Collectors.joining(" ")))),
    PRINTLN(
            0,
            99,
            in -> TextNode.valueOf(in.stream().map(TemplateFunction::text).collect(Collectors.joining(" ")) + "\n")),
    EQ(
            2,
            9,
            in -> BooleanNode.valueOf(
                    in.stream().skip(1).anyMatch(other -> text(other).equals(text(in.get(0)))))),
    NE(2, 2, in -> BooleanNode.valueOf(!text(in.get(0)).equals(text(in.get(1))))),
    NOT(1, 1, in -> BooleanNode.valueOf(!isTrue(in.get(0)))),
    AND(1, 9, in -> in.stream().filter(value -> !isTrue(value)).findFirst().orElse(in.get(in.size() - 1))),
    OR(1, 9, in -> in.stream().filter(TemplateFunction::isTrue).findFirst().orElse(in.get(in.size() - 1)));

    private final int least;
    private final int most;

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
    private final Body body;

    private interface Body {
        JsonNode apply(List<JsonNode> arguments);
    }

    TemplateFunction(int least, int most, Body body) {
        this.least = least;
        this.most = most;
        this.body = body;
    }

    static Optional<TemplateFunction> named(String name) {
        for (TemplateFunction function : values()) {
            if (function.word().equals(name)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    JsonNode apply(List<JsonNode> arguments) {
        if (arguments.size() < least || arguments.size() > most) {
            throw new JstackException(
                    CommandError.USAGE,
                    "--format gives " + word() + " " + arguments.size() + " arguments",
                    least == most ? "it takes " + least : "it takes " + least + " or more");
        }
        return body.apply(arguments);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As Go's fmt prints it: lists as {@code [a b]}, objects as {@code map[k:v]}. */
    static String text(JsonNode node) {
        if (node.isArray()) {
            return items(node).stream().map(TemplateFunction::text).collect(Collectors.joining(" ", "[", "]"));
        }
        if (node.isObject()) {
            return node.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(field -> field.getKey() + ":" + text(field.getValue()))
                    .collect(Collectors.joining(" ", "map[", "]"));
        }
        return node.isNull() ? "<nil>" : node.asText();
    }

    /** Go's idea of what is not empty. */
    static boolean isTrue(JsonNode node) {
        if (node.isContainerNode()) {
            return !node.isEmpty();
        }
        return switch (node.getNodeType()) {
            case BOOLEAN -> node.asBoolean();
            case NUMBER -> node.asDouble() != 0;
            case STRING -> !node.asText().isEmpty();
            default -> false;
        };
    }

    private static JsonNode index(List<JsonNode> in) {
        JsonNode node = in.get(0);
        for (JsonNode key : in.subList(1, in.size())) {
            node = node.isArray() ? node.path(key.asInt()) : node.path(text(key));
            if (node.isMissingNode()) {
                throw new JstackException(
                        CommandError.USAGE,
                        "--format asks for index " + text(key) + ", which is not there",
                        "--format json shows every field");
            }
        }
        return node;
    }

    private static List<JsonNode> items(JsonNode list) {
        return list.valueStream().toList();
    }

    private static ArrayNode list(List<String> texts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        texts.forEach(list::add);
        return list;
    }
}
