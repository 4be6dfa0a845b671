package io.jstack.runtime.kernel;

/** A process id as the engine's pid namespace numbers it. */
public record Pid(int value) {
    public Pid {
        if (value <= 0) {
            throw new IllegalArgumentException("no process id: " + value);
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
