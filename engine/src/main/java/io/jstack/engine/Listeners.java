package io.jstack.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who sees a terminal's output as it comes. A listener that fails is dropped; the container never waits for one that is gone. */
final class Listeners {
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();

    void add(OutputStream stream) {
        streams.add(stream);
    }

    void remove(OutputStream stream) {
        streams.removeIf(known -> known == stream);
    }

    void write(byte[] bytes) {
        for (OutputStream stream : streams) {
            try {
                stream.write(bytes);
                stream.flush();
            } catch (IOException e) {
                remove(stream);
            }
        }
    }
}
