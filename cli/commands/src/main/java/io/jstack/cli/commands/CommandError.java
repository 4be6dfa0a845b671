package io.jstack.cli.commands;

import io.jstack.values.ErrorCode;

/** What can be wrong with a command line. */
enum CommandError implements ErrorCode {
    /** No such command, option or form of an argument. */
    USAGE,
    /** No running container of a service, or none of that number. */
    NOT_RUNNING,
    /** Nothing of that name. */
    NOT_FOUND,
    /** A file of the client cannot be read or written. */
    FILE,
    /** What is to go is still used. */
    IN_USE,
    /** What the command line asks for is known and not offered. */
    UNSUPPORTED,
    /** The engine met something it did not expect. */
    INTERNAL
}
