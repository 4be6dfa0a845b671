package io.jstack.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The keys that, pressed one after the other, let go of a container's terminal and leave it running.
 *
 * @param bytes what a terminal in raw mode sends for them, at least one
 */
public record DetachKeys(List<Byte> bytes) {
    private static final String CONTROL = "ctrl-";

    public DetachKeys {
        if (bytes.isEmpty()) {
            throw new IllegalArgumentException("no detach keys");
        }
        bytes = List.copyOf(bytes);
    }

    /** As docker's {@code --detach-keys} has them, {@code ctrl-p,ctrl-q}: letters as they are, {@code ctrl-} with one of {@code a-z@[\]^_}. */
    public static DetachKeys parse(String text) {
        List<Byte> bytes = new ArrayList<>();
        for (String key : text.split(",", -1)) {
            bytes.add(parseOne(key));
        }
        return new DetachKeys(bytes);
    }

    private static byte parseOne(String key) {
        if (key.length() == 1 && key.charAt(0) < 128) {
            return (byte) key.charAt(0);
        }
        if (key.startsWith(CONTROL) && key.length() == CONTROL.length() + 1) {
            char named = Character.toUpperCase(key.charAt(CONTROL.length()));
            if (named >= '@' && named <= '_') {
                return (byte) (named & 0x1f); // ascii(7): the control characters, in the order of these
            }
        }
        throw new IllegalArgumentException("no such key: " + key);
    }

    /** {@code in} up to the keys, which end it and run {@code detached}; what only began like them is passed on. */
    InputStream watch(InputStream in, Runnable detached) {
        return new Watched(in, detached);
    }

    private final class Watched extends InputStream {
        private final InputStream in;
        private final Runnable detached;
        private final Deque<Byte> ready = new ArrayDeque<>();
        /** How many of the keys were pressed by now. */
        private int pressed;

        private boolean over;

        Watched(InputStream in, Runnable detached) {
            this.in = in;
            this.detached = detached;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            byte[] chunk = new byte[length];
            while (ready.isEmpty() && !over) {
                int read = in.read(chunk, 0, length);
                if (read < 0) {
                    giveBack();
                    over = true;
                }
                for (int i = 0; i < read && !over; i++) {
                    take(chunk[i]);
                }
            }
            int count = 0;
            while (count < length && !ready.isEmpty()) {
                into[offset + count++] = ready.remove();
            }
            return count == 0 && length > 0 ? -1 : count;
        }

        private void take(byte key) {
            if (key == bytes.get(pressed)) {
                pressed++;
                if (pressed == bytes.size()) {
                    over = true;
                    detached.run();
                }
            } else if (pressed > 0) {
                // what looked like the beginning was not; it may be one now: ctrl-p ctrl-p ctrl-q
                ready.add(bytes.get(0));
                List<Byte> again = new ArrayList<>(bytes.subList(1, pressed));
                again.add(key);
                pressed = 0;
                again.forEach(this::take);
            } else {
                ready.add(key);
            }
        }

        private void giveBack() {
            ready.addAll(bytes.subList(0, pressed));
            pressed = 0;
        }
    }
}
