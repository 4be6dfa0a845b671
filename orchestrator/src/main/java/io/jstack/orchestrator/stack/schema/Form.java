package io.jstack.orchestrator.stack.schema;

/** The canonical form of a value: what {@code config} prints, whatever way it was written. */
public enum Form {
    /** As it is; nothing is known of it. */
    RAW,
    /** A map or list whose parts have forms of their own. */
    PARTS,
    /** A text; an empty one is left out. */
    TEXT,
    /** True, or left out. */
    FLAG,
    /** True or false, for a key whose absence means something else than false. */
    FLAG_KEPT,
    /** False, or left out. */
    FLAG_UNLESS_TRUE,
    /** A whole number; zero is left out. */
    INTEGER,
    /** A whole number; zero means something. */
    INTEGER_KEPT,
    /** A number; zero is left out. */
    NUMBER,
    /** A number with single precision, as CPUs are counted. */
    SINGLE,
    /** Bytes as a decimal text; zero is left out. */
    SIZE,
    /** A duration as Go prints it; zero is left out. */
    DURATION,
    /** A duration as Go prints it; zero means something. */
    DURATION_KEPT,
    /** Permission bits as an octal text: {@code "0440"}. */
    MODE,
    /** A list of words; a text is split as a shell would; null stays. */
    COMMAND,
    /** A health test: a text is run by a shell. */
    TEST,
    /** A list of texts; a single text is a list of one. */
    TEXTS,
    /** Names with values, where no value means: take over from the caller. */
    ENVIRONMENT,
    /** Names with values, where no value means the empty text. */
    LABELS,
    /** Names with one or more values. */
    MULTI_OPTIONS,
    /** {@code host=address}, sorted. */
    HOSTS,
    /** A number of devices; {@code all} is -1. */
    DEVICE_COUNT,
    /** Build keys for ssh. */
    SSH
}
