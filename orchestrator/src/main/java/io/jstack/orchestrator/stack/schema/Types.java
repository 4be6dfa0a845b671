package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;

/** The types that many keys share. */
final class Types {
    static final String NAME = "^[a-zA-Z0-9._-]+$";

    static final Type TEXT = Type.scalar("a string", Form.TEXT, Kind.STRING);
    static final Type RAW_TEXT = TEXT.as(Form.RAW);
    static final Type FLAG = Type.scalar("true or false", Form.FLAG, Kind.BOOLEAN, Kind.STRING);
    static final Type FLAG_KEPT = FLAG.as(Form.FLAG_KEPT);
    static final Type TRUE_OR_FALSE = Type.scalar("true or false", Form.FLAG, Kind.BOOLEAN);
    static final Type INTEGER = Type.scalar("an integer", Form.INTEGER, Kind.INTEGER, Kind.STRING);
    static final Type INTEGER_KEPT = INTEGER.as(Form.INTEGER_KEPT);
    static final Type COUNT = INTEGER.between(0, Long.MAX_VALUE).expecting("an integer, 0 or more");
    static final Type COUNT_KEPT = COUNT.as(Form.INTEGER_KEPT);
    static final Type NUMBER = Type.scalar("a number", Form.NUMBER, Kind.INTEGER, Kind.FLOAT, Kind.STRING);
    static final Type WHOLE_NUMBER = NUMBER.as(Form.INTEGER);
    static final Type CPUS = NUMBER.as(Form.SINGLE);
    static final Type SIZE = Type.scalar("a size such as 64m", Form.SIZE, Kind.INTEGER, Kind.FLOAT, Kind.STRING);
    static final Type SIZE_INTEGER = Type.scalar("a size such as 64m", Form.SIZE, Kind.INTEGER, Kind.STRING);
    static final Type SIZE_TEXT = Type.scalar("a size such as 64m, in quotes", Form.SIZE, Kind.STRING);
    static final Type DURATION = Type.scalar("a duration such as 1m30s", Form.DURATION, Kind.STRING);
    static final Type DURATION_KEPT = DURATION.as(Form.DURATION_KEPT);
    static final Type MODE = Type.scalar(
                    "file permissions such as 0440", Form.MODE, Kind.INTEGER, Kind.FLOAT, Kind.STRING)
            .between(0, Long.MAX_VALUE);

    private static final Type SIMPLE = Type.scalar(
            "a string, a number, a boolean or null",
            Form.RAW,
            Kind.STRING,
            Kind.INTEGER,
            Kind.FLOAT,
            Kind.BOOLEAN,
            Kind.NULL);

    static final Type TEXTS = Type.list("a list of strings", TEXT).as(Form.TEXTS);
    static final Type DISTINCT_TEXTS = TEXTS.distinct();
    static final Type TEXT_OR_TEXTS = DISTINCT_TEXTS.or(TEXT).expecting("a string or a list of strings");
    static final Type TEXT_OR_FREE_TEXTS = TEXTS.or(TEXT).expecting("a string or a list of strings");
    static final Type NUMBERS_OR_TEXTS = Type.list(
                    "a list", Type.scalar("a string or a number", Form.TEXT, Kind.STRING, Kind.INTEGER, Kind.FLOAT))
            .as(Form.TEXTS)
            .distinct();

    private static final Type PAIRS =
            Type.map("a map", SIMPLE).or(Type.list("a list of name=value", TEXT).distinct());
    static final Type ENVIRONMENT = PAIRS.as(Form.ENVIRONMENT);
    static final Type LABELS = PAIRS.as(Form.LABELS);
    static final Type SSH = PAIRS.as(Form.SSH);
    static final Type OPTIONS = Type.map(
                    "a map", Type.scalar("a string or a number", Form.RAW, Kind.STRING, Kind.INTEGER, Kind.FLOAT))
            .as(Form.LABELS);
    static final Type OPTIONS_OR_NULL = Type.map(
                    "a map",
                    Type.scalar(
                            "a string, a number or null", Form.RAW, Kind.STRING, Kind.INTEGER, Kind.FLOAT, Kind.NULL))
            .as(Form.LABELS);
    static final Type TEXT_MAP = Type.map("a map of strings", RAW_TEXT).as(Form.LABELS);
    static final Type COMMAND = TEXTS.or(TEXT).orNull().as(Form.COMMAND).expecting("a string or a list of strings");
    static final Type HOSTS = Type.map("a map", RAW_TEXT.or(Type.list("a list of strings", RAW_TEXT)))
            .or(Type.list("a list of host=address", TEXT).distinct())
            .as(Form.HOSTS);
    static final Type ULIMITS = Type.map(
                    "a map of limits",
                    Type.scalar("an integer", Form.INTEGER_KEPT, Kind.INTEGER, Kind.STRING)
                            .or(Type.of(Element.named("a limit")
                                    .keys(INTEGER, "soft", "hard")
                                    .require("soft", "hard"))))
            .keysMatching("^[a-z]+$");

    static final Type FILE_MOUNTS = Type.list(
            "a list",
            TEXT.or(Type.of(Element.named("a file mount")
                    .keys(TEXT, "source", "target", "uid", "gid")
                    .key("mode", MODE))));

    private Types() {}

    /** A map of the stack's own names, each an element that may be left empty. */
    static Type named(String expected, Type values) {
        return Type.map(expected, values).keysMatching(NAME);
    }

    /** {@code external}: true, or the old form with a name. */
    static Type external() {
        return FLAG.or(Type.of(Element.named("external").key("name", TEXT)));
    }
}
