package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The few x86-64 instructions that a {@link MemoryProgram} needs: words put into registers, system calls, and jumps to named places. What
 * a name stands for may be said later; that it is said at all is checked at the end.
 */
public final class MachineCode {
    private static final int LONGEST = 1024;

    private final ByteBuffer code = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();

    /** Where a place is named: as a distance from behind these four bytes, or as an address. */
    private record Use(int at, String place, As as) {
        enum As {
            DISTANCE,
            ADDRESS
        }
    }

    /** The registers for the first three words of a system call, rdi, rsi and rdx; syscall(2). */
    public enum Word {
        FIRST(7),
        SECOND(6),
        THIRD(2);

        private final int register;

        Word(int register) {
            this.register = register;
        }
    }

    /** Two of the registers that keep what they hold over system calls, as an operand with an offset of a byte names them. */
    public enum Pointer {
        RSP(0x44),
        RBX(0x43);

        private static final int SIB = 0x24;

        private final int operand;

        Pointer(int operand) {
            this.operand = operand;
        }
    }

    /** mov r32, imm32. */
    public MachineCode set(Word word, int value) {
        return bytes(0xb8 + word.register).word(value);
    }

    /** The address of a place. */
    public MachineCode set(Word word, String place) {
        return bytes(0xb8 + word.register).use(place, Use.As.ADDRESS);
    }

    /** mov r32, [pointer + offset]: four bytes of memory. */
    public MachineCode load(Word word, Pointer pointer, int offset) {
        return memory(0x8b, word, pointer, offset);
    }

    /** mov r64, [pointer + offset]: eight bytes of memory. */
    public MachineCode loadLong(Word word, Pointer pointer, int offset) {
        return bytes(0x48).memory(0x8b, word, pointer, offset);
    }

    /** lea r64, [pointer + offset]: an address. */
    public MachineCode address(Word word, Pointer pointer, int offset) {
        return bytes(0x48).memory(0x8d, word, pointer, offset);
    }

    private MachineCode memory(int operation, Word word, Pointer pointer, int offset) {
        if (offset != (byte) offset) {
            throw new IllegalArgumentException("offset " + offset);
        }
        bytes(operation, pointer.operand | word.register << 3);
        return (pointer == Pointer.RSP ? bytes(Pointer.SIB) : this).bytes(offset);
    }

    /** The call with the words that are set; its result is in eax, and rcx and r11 are lost. */
    public MachineCode call(Syscall call) {
        return bytes(0xb8).word(call.number()).bytes(0x0f, 0x05);
    }

    /** From here on, or until the end, this name stands for this place. */
    public MachineCode place(String name) {
        if (places.put(name, code.position()) != null) {
            throw new IllegalArgumentException(name + " is said twice");
        }
        return this;
    }

    public MachineCode jump(String place) {
        return bytes(0xe9).use(place, Use.As.DISTANCE);
    }

    /** Where eax is another number. */
    public MachineCode jumpUnless(int number, String place) {
        return bytes(0x83, 0xf8, number, 0x0f, 0x85).use(place, Use.As.DISTANCE);
    }

    /** Where eax is 0. */
    public MachineCode jumpIfZero(String place) {
        return bytes(0x85, 0xc0, 0x0f, 0x84).use(place, Use.As.DISTANCE);
    }

    /** Where eax is negative: the last call failed, and this is its errno with a minus. */
    public MachineCode jumpIfFailed(String place) {
        return bytes(0x85, 0xc0, 0x0f, 0x88).use(place, Use.As.DISTANCE);
    }

    /** Any other instruction. */
    public MachineCode bytes(int... bytes) {
        for (int b : bytes) {
            code.put((byte) b);
        }
        return this;
    }

    /** Text, with the byte 0 at its end. */
    public MachineCode text(String text) {
        code.put(text.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        return this;
    }

    private MachineCode word(int value) {
        code.putInt(value);
        return this;
    }

    private MachineCode use(String place, Use.As as) {
        uses.add(new Use(code.position(), place, as));
        return word(0);
    }

    /** What {@link MemoryProgram#of} takes. */
    public byte[] toBytes() {
        for (Use use : uses) {
            Integer place = places.get(use.place());
            if (place == null) {
                throw new IllegalStateException(use.place() + " is nowhere");
            }
            code.putInt(use.at(), use.as() == Use.As.DISTANCE ? place - (use.at() + 4) : MemoryProgram.CODE + place);
        }
        return Arrays.copyOf(code.array(), code.position());
    }
}
