package io.jstack.runtime.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a classic BPF program over {@code struct seccomp_data}, as the kernel does (Documentation/userspace-api/seccomp_filter.rst):
 * only the instructions that libseccomp writes.
 */
final class BpfProgram {
    /** Bytes of one {@code struct sock_filter}: u16 code, u8 jump if true, u8 jump if false, u32 operand. */
    static final int INSTRUCTION = 8;

    static final int ARGUMENTS = 6;
    static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    static final int RETURN = 0x06;
    static final int JUMP = 0x05;
    static final int JUMP_IF_EQUAL = 0x15;
    static final int JUMP_IF_GREATER = 0x25;
    static final int JUMP_IF_GREATER_OR_EQUAL = 0x35;
    static final int JUMP_IF_ANY_BIT = 0x45;
    static final int AND = 0x54;

    /** Offsets in {@code struct seccomp_data}. */
    static final int NUMBER = 0;

    static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;

    private final ByteBuffer program;

    BpfProgram(byte[] program) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
    }

    /** The value the program returns. */
    int run(int number, int architecture, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(FIRST_ARGUMENT + ARGUMENTS * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(NUMBER, number)
                .putInt(ARCHITECTURE, architecture);
        for (int i = 0; i < arguments.length; i++) {
            data.putLong(FIRST_ARGUMENT + i * Long.BYTES, arguments[i]);
        }
        int accumulator = 0;
        int at = 0;
        while (true) {
            int operand = program.getInt(at + 4);
            int next = at + INSTRUCTION;
            switch (program.getShort(at)) {
                case LOAD -> accumulator = data.getInt(operand);
                case AND -> accumulator &= operand;
                case JUMP -> next += operand * INSTRUCTION;
                case JUMP_IF_EQUAL -> next += branch(at, accumulator == operand);
                case JUMP_IF_GREATER -> next += branch(at, Integer.compareUnsigned(accumulator, operand) > 0);
                case JUMP_IF_GREATER_OR_EQUAL -> next += branch(at, Integer.compareUnsigned(accumulator, operand) >= 0);
                case JUMP_IF_ANY_BIT -> next += branch(at, (accumulator & operand) != 0);
                case RETURN -> {
                    return operand;
                }
                default ->
                    throw new IllegalStateException(
                            "instruction 0x%x at %d".formatted(program.getShort(at), at / INSTRUCTION));
            }
            at = next;
        }
    }

    private int branch(int at, boolean taken) {
        return INSTRUCTION * Byte.toUnsignedInt(program.get(at + (taken ? 2 : 3)));
    }
}
