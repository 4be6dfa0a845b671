package io.jstack.engine.terminal;

/** The three descriptors that every client has. */
public enum StandardStream {
    IN,
    OUT,
    ERR
}
