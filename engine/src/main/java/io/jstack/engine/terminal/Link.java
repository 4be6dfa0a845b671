package io.jstack.engine.terminal;

import java.io.InterruptedIOException;

/** The way to one client. A slow reader costs no memory: the program waits for it, as it would at a full pipe. */
interface Link {
    /** Waits for room; drops the frame when the client is gone. */
    void send(Frame frame) throws InterruptedIOException;

    /** Without waiting for room: for what is small and must not wait behind output. */
    void sendNow(Frame frame);

    /** The last frame. */
    void sendLast(Frame frame);

    /** Whether the client is there. */
    boolean isOpen();

    /** There may be room again, or the client has gone: who waits in {@link #send} looks again. */
    void roomChanged();
}
