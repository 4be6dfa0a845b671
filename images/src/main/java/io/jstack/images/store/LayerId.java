package io.jstack.images.store;

import java.security.SecureRandom;

/** What an unpacked layer is called in this store: ten characters, so that 127 of them fit into one mount(2). */
public record LayerId(String value) implements Comparable<LayerId> {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 10;

    /** One that nothing has yet, in all likelihood. */
    public static LayerId random() {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return new LayerId(text.toString());
    }

    @Override
    public int compareTo(LayerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
