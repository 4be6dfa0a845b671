package io.jstack.engine.terminal;

/** The three descriptors that every client has. */
public enum StandardStream {
    IN(0),
    OUT(1),
    ERR(2);

    private final int descriptor;

    StandardStream(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Its number in the client. */
    int descriptor() {
        return descriptor;
    }
}
