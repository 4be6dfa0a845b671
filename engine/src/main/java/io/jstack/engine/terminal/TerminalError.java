package io.jstack.engine.terminal;

import io.jstack.values.ErrorCode;

/** What can go wrong between the engine and a client. */
public enum TerminalError implements ErrorCode {
    /** The socket cannot be made or bound. */
    SOCKET,
    /** Another engine answers on the socket. */
    ENGINE_RUNNING,
    /** The peer is neither root nor in the group of the socket, or sees other files than the engine. */
    NOT_PERMITTED,
    /** The client speaks another version. */
    VERSION_MISMATCH
}
