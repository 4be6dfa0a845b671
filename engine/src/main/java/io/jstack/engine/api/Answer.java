package io.jstack.engine.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** The way back to the client of one request. Writing waits while the client is slow, and fails when it is gone. */
interface Answer {
    /** The whole of it. */
    void json(JsonNode body) throws IOException;

    /** A status and no body: 204, 304. */
    void status(int status) throws IOException;

    /** A plain text, {@code OK}. */
    void text(String body) throws IOException;

    /** Sends the head at once, then what is written and flushed; closing ends it. */
    OutputStream stream(String contentType) throws IOException;

    /** Waits that long; false when the client has gone meanwhile. */
    boolean pause(Duration time) throws InterruptedException;
}
