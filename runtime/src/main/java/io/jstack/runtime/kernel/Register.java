package io.jstack.runtime.kernel;

/** Where a step of a {@link SyscallProgram} leaves a descriptor for a later one. Belongs to one program. */
public final class Register {
    static final long EMPTY = -1;

    private final String name;
    /** Written by the program's thread, read by others once the program said how far it is. */
    private volatile long value = EMPTY;

    public Register(String name) {
        this.name = name;
    }

    long value() {
        return value;
    }

    void set(long value) {
        this.value = value;
    }

    public boolean isEmpty() {
        return value < 0;
    }

    /** Takes over the descriptor; the register must not be used afterwards. */
    public Fd take() {
        Fd fd = Fd.owning((int) value);
        value = EMPTY;
        return fd;
    }

    @Override
    public String toString() {
        return "$" + name;
    }
}
