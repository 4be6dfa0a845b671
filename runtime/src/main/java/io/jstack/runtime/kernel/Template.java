package io.jstack.runtime.kernel;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A C string with the numbers of descriptors in it, which only the running program knows. */
public final class Template {
    private static final int DIGITS = 10;

    private final byte[][] literals;
    private final Register[] registers;
    private final NativeMemory memory;

    /** {@code literals} stand before, between and behind the registers' numbers: one more of them. */
    public Template(List<String> literals, List<Register> registers) {
        if (literals.size() != registers.size() + 1) {
            throw new IllegalArgumentException(
                    "%d texts around %d numbers".formatted(literals.size(), registers.size()));
        }
        this.literals =
                literals.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        this.registers = registers.toArray(Register[]::new);
        int size = registers.size() * DIGITS + 1;
        for (byte[] literal : this.literals) {
            size += literal.length;
        }
        memory = NativeMemory.ofSize(size);
    }

    NativeMemory memory() {
        return memory;
    }

    /** Writes the string; runs inside a program, so it neither allocates nor encodes. */
    void fill() {
        int at = 0;
        for (int i = 0; i < literals.length; i++) {
            for (byte b : literals[i]) {
                memory.putByte(at++, b);
            }
            if (i < registers.length) {
                at = putNumber(at, registers[i].value());
            }
        }
        memory.putByte(at, 0);
    }

    private int putNumber(int at, long number) {
        long divisor = 1;
        while (number / divisor >= 10) {
            divisor *= 10;
        }
        int next = at;
        while (divisor > 0) {
            memory.putByte(next++, (int) ('0' + number / divisor % 10));
            divisor /= 10;
        }
        return next;
    }

    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < literals.length; i++) {
            shown.append(new String(literals[i], StandardCharsets.UTF_8));
            if (i < registers.length) {
                shown.append(registers[i]);
            }
        }
        return shown.toString();
    }
}
