package io.jstack.engine.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;

/** An answer that is only remembered. */
final class RecordedAnswer implements Answer {
    String said = "";
    final ByteArrayOutputStream streamed = new ByteArrayOutputStream();

    @Override
    public void json(JsonNode body) {
        said = body.toString();
    }

    @Override
    public void status(int status) {
        said = Integer.toString(status);
    }

    @Override
    public void text(String body) {
        said = body;
    }

    @Override
    public OutputStream stream(String contentType) {
        said = contentType;
        return streamed;
    }

    @Override
    public boolean pause(Duration time) {
        return true;
    }
}
