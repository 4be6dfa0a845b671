package io.jstack.runtime.security;

/** An unsigned word of a call, at one value, and how far above it all comparisons made meanwhile come out the same. */
final class CallWord {
    private static final long LIMIT = 1L << Integer.SIZE;

    /** Where it is in {@code struct seccomp_data}. */
    final int offset;

    long value;
    private long next;

    CallWord(int offset) {
        this.offset = offset;
    }

    void begin() {
        value = 0;
        next = LIMIT;
    }

    boolean isThere() {
        return value < LIMIT;
    }

    /** Leaves out the values for which nothing would come out differently. */
    void advance() {
        value = next;
        next = LIMIT;
    }

    boolean satisfies(BpfGraph.Node comparison) {
        long operand = Integer.toUnsignedLong(comparison.operand());
        switch (comparison.code()) {
            case BpfProgram.JUMP_IF_EQUAL -> {
                differsFrom(operand);
                differsFrom(operand + 1);
                return value == operand;
            }
            case BpfProgram.JUMP_IF_GREATER -> {
                differsFrom(operand + 1);
                return value > operand;
            }
            default -> {
                differsFrom(operand);
                return value >= operand;
            }
        }
    }

    private void differsFrom(long other) {
        if (other > value && other < next) {
            next = other;
        }
    }
}
