package io.jstack.orchestrator.stack.report;

import io.jstack.values.ErrorCode;

/** What can be wrong with a stack file, or with the way it was asked for. */
public enum StackError implements ErrorCode {
    /** No file was named and none was found. */
    FILE_NOT_FOUND,
    /** A file cannot be read: missing rights, not a regular file, too large, not UTF-8. */
    FILE_UNREADABLE,
    /** The file is not YAML. */
    YAML_INVALID,
    /** The file says nothing at all. */
    FILE_EMPTY,
    /** A key stands twice in one map. */
    KEY_DUPLICATE,
    /** A key no element of that kind has. */
    KEY_UNKNOWN,
    /** A key that must be there is not. */
    KEY_MISSING,
    /** A value of the wrong type. */
    TYPE_MISMATCH,
    /** A value of the right type that is not allowed there. */
    VALUE_INVALID,
    /** {@code ${...}} that cannot be read. */
    INTERPOLATION_INVALID,
    /** {@code ${V:?message}} without a value. */
    VARIABLE_REQUIRED,
    /** A value that an interpolated field cannot hold. */
    CAST_FAILED,
    /** Two files give one key different shapes. */
    MERGE_CONFLICT,
    /** {@code include} of a file that cannot be used. */
    INCLUDE_INVALID,
    /** {@code extends} of a service that cannot be used. */
    EXTENDS_INVALID,
    /** Files, services or dependencies that lead back to themselves. */
    CYCLE,
    /** A name that nothing in the file defines. */
    REFERENCE_UNDEFINED,
    /** Two values that exclude each other. */
    CONFLICT,
    /** A service that was asked for and does not exist. */
    SERVICE_UNKNOWN,
    /** A project name outside {@code [a-z0-9][a-z0-9_-]*}. */
    PROJECT_NAME_INVALID,
    /** A value the specification allows and jstack does not carry out. */
    UNSUPPORTED,
    /** An env file that is missing or cannot be parsed. */
    ENV_FILE_INVALID
}
