package io.jstack.orchestrator.stack.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The way to a value: {@code services.web.ports[0]}. Cheap to extend; turned into text only when somebody reads it. */
public final class KeyPath {
    public static final KeyPath ROOT = new KeyPath(null, "", -1);

    private final @Nullable KeyPath parent;
    private final String key;
    private final int index;

    private KeyPath(@Nullable KeyPath parent, String key, int index) {
        this.parent = parent;
        this.key = key;
        this.index = index;
    }

    public KeyPath key(String name) {
        return new KeyPath(this, name, -1);
    }

    public KeyPath item(int number) {
        return new KeyPath(this, "", number);
    }

    /** The last key; empty for a list item and for the root. */
    public String last() {
        return key;
    }

    @Override
    public String toString() {
        Deque<KeyPath> steps = new ArrayDeque<>();
        for (KeyPath step = this; step.parent != null; step = step.parent) {
            steps.push(step);
        }
        StringBuilder text = new StringBuilder();
        for (KeyPath step : steps) {
            if (step.index >= 0) {
                text.append('[').append(step.index).append(']');
            } else {
                text.append(text.length() == 0 ? "" : ".").append(step.key);
            }
        }
        return text.toString();
    }
}
