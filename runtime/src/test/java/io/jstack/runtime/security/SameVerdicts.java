package io.jstack.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.kernel.Libseccomp;
import io.jstack.runtime.oci.Seccomp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;

/**
 * Runs two programs over the same calls: all numbers there are, and around whatever either compares with; where one asks for arguments,
 * hundreds of them made of the operands it compares arguments with.
 */
final class SameVerdicts {
    private static final int ARGUMENT_ASKED_FOR = 0x12345678;
    private static final int X32_BIT = 0x40000000;
    private static final int LAST = 600;
    private static final int RANDOM_CALLS = 80;
    private static final Set<Integer> COMPARISONS = Set.of(
            BpfProgram.JUMP_IF_EQUAL,
            BpfProgram.JUMP_IF_GREATER,
            BpfProgram.JUMP_IF_GREATER_OR_EQUAL,
            BpfProgram.JUMP_IF_ANY_BIT,
            BpfProgram.AND);

    private static final int MAXIMUM = 4096 * BpfProgram.INSTRUCTION; // BPF_MAXINSNS

    final byte[] before;
    final byte[] after;
    private final Random random = new Random(20240501);
    private final List<Integer> halves;
    private final List<long[]> arguments = new ArrayList<>();

    /** What the programs answered. */
    final Set<Integer> verdicts = new TreeSet<>();

    /** Calls whose arguments mattered to a program. */
    int withArguments;

    private SameVerdicts(byte[] before, byte[] after) {
        this.before = before;
        this.after = after;
        this.halves = List.copyOf(around(operands(before, Loads.ARGUMENTS), operands(after, Loads.ARGUMENTS)));
        chooseArguments();
    }

    /** A profile as libseccomp writes it, and in ranges, even where that is longer; what is used is the shorter one. */
    static SameVerdicts of(Seccomp seccomp) {
        byte[] before = FilterCompiler.compileCallByCall(seccomp);
        byte[] after = FilterRanges.write(before);
        assertThat(after).isNotSameAs(before);
        assertThat(FilterCompiler.compile(seccomp))
                .hasSize(Math.min(before.length, after.length))
                .hasSizeLessThanOrEqualTo(MAXIMUM);
        return compare(before, after);
    }

    static SameVerdicts compare(byte[] before, byte[] after) {
        SameVerdicts same = new SameVerdicts(before, after);
        same.compare();
        return same;
    }

    private void compare() {
        Set<Integer> numbers = around(operands(before, Loads.CALL), operands(after, Loads.CALL));
        for (int number = 0; number <= LAST; number++) {
            numbers.add(number);
            numbers.add(X32_BIT | number);
        }
        BpfProgram[] programs = {new BpfProgram(before), new BpfProgram(after)};
        BpfProgram[] asking = {new BpfProgram(answeringLoads(before)), new BpfProgram(answeringLoads(after))};
        for (int architecture : architectures()) {
            for (int number : numbers) {
                boolean asked = Arrays.stream(asking)
                        .anyMatch(program -> program.run(number, architecture) == ARGUMENT_ASKED_FOR);
                withArguments += asked ? 1 : 0;
                for (long[] each : asked ? arguments : arguments.subList(0, 1)) {
                    int expected = programs[0].run(number, architecture, each);
                    int actual = programs[1].run(number, architecture, each);
                    if (actual != expected) { // described only then: there are millions
                        assertThat(actual)
                                .as("%#x of %#x with %s", number, architecture, Arrays.toString(each))
                                .isEqualTo(expected);
                    }
                    verdicts.add(expected);
                }
            }
        }
    }

    private static Set<Integer> architectures() {
        Set<Integer> architectures = around(new TreeSet<>(SeccompWords.ARCHITECTURES.values()), Set.of());
        architectures.addAll(List.of(Libseccomp.X86_64 | 0x100, Integer.MIN_VALUE, Integer.MAX_VALUE));
        return architectures;
    }

    /** The operands and their neighbours, and where unsigned numbers end or change their sign. */
    private static Set<Integer> around(Set<Integer> some, Set<Integer> more) {
        Set<Integer> around = new TreeSet<>(Set.of(0, 1, 0xffffffff, 0x3fffffff, 0x7fffffff, 0x80000000));
        for (Set<Integer> operands : List.of(some, more)) {
            operands.forEach(operand -> around.addAll(List.of(operand - 1, operand, operand + 1)));
        }
        return around;
    }

    /** Each half in each argument alone, in both halves of all, and mixtures. */
    private void chooseArguments() {
        arguments.add(new long[BpfProgram.ARGUMENTS]);
        for (int half : halves) {
            long low = Integer.toUnsignedLong(half);
            for (long value : new long[] {low, low << Integer.SIZE, low << Integer.SIZE | low}) {
                long[] all = new long[BpfProgram.ARGUMENTS];
                Arrays.fill(all, value);
                arguments.add(all);
                for (int i = 0; i < BpfProgram.ARGUMENTS; i++) {
                    long[] alone = new long[BpfProgram.ARGUMENTS];
                    alone[i] = value;
                    arguments.add(alone);
                }
            }
        }
        for (int i = 0; i < RANDOM_CALLS; i++) {
            arguments.add(random.longs(BpfProgram.ARGUMENTS).toArray());
            arguments.add(mixed((low, high) -> high << Integer.SIZE | low));
            arguments.add(mixed((low, high) -> low));
        }
    }

    private long[] mixed(LongBinaryOperator join) {
        long[] mixed = new long[BpfProgram.ARGUMENTS];
        Arrays.setAll(mixed, i -> join.applyAsLong(anyHalf(), anyHalf()));
        return mixed;
    }

    private long anyHalf() {
        return Integer.toUnsignedLong(halves.get(random.nextInt(halves.size())));
    }

    private enum Loads {
        CALL,
        ARGUMENTS
    }

    /** What the program compares with after it loaded such a word. */
    private static Set<Integer> operands(byte[] program, Loads loads) {
        Set<Integer> operands = new TreeSet<>();
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        Loads loaded = Loads.CALL;
        for (int at = 0; at < program.length; at += BpfProgram.INSTRUCTION) {
            int instruction = code.getShort(at);
            int operand = code.getInt(at + 4);
            if (instruction == BpfProgram.LOAD) {
                loaded = operand <= BpfProgram.ARCHITECTURE ? Loads.CALL : Loads.ARGUMENTS;
            } else if (loaded == loads && COMPARISONS.contains(instruction)) {
                operands.add(operand);
            }
        }
        return operands;
    }

    /** The program, but that it says so as soon as it looks at an argument. */
    private static byte[] answeringLoads(byte[] program) {
        ByteBuffer code = ByteBuffer.wrap(program.clone()).order(ByteOrder.nativeOrder());
        for (int at = 0; at < program.length; at += BpfProgram.INSTRUCTION) {
            if (code.getShort(at) == BpfProgram.LOAD && code.getInt(at + 4) > BpfProgram.ARCHITECTURE) {
                code.putShort(at, (short) BpfProgram.RETURN).putInt(at + 4, ARGUMENT_ASKED_FOR);
            }
        }
        return code.array();
    }
}
