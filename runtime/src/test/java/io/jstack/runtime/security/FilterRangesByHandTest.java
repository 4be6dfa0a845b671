package io.jstack.runtime.security;

import static io.jstack.runtime.security.BpfProgram.AND;
import static io.jstack.runtime.security.BpfProgram.ARCHITECTURE;
import static io.jstack.runtime.security.BpfProgram.JUMP;
import static io.jstack.runtime.security.BpfProgram.JUMP_IF_ANY_BIT;
import static io.jstack.runtime.security.BpfProgram.JUMP_IF_EQUAL;
import static io.jstack.runtime.security.BpfProgram.JUMP_IF_GREATER;
import static io.jstack.runtime.security.BpfProgram.JUMP_IF_GREATER_OR_EQUAL;
import static io.jstack.runtime.security.BpfProgram.LOAD;
import static io.jstack.runtime.security.BpfProgram.NUMBER;
import static io.jstack.runtime.security.BpfProgram.RETURN;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.kernel.Libseccomp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Programs that libseccomp would not write, or whose short form is plain to see. */
class FilterRangesByHandTest {
    private static final int ARGUMENT = 16;
    private static final int NO = 0;
    private static final int YES = SeccompWords.RET_ALLOW;
    private static final int STORE = 0x02; // BPF_ST: scratch memory

    /** Allows 20 to 39, one by one; other numbers go on with what is added. */
    private static final byte[] A_ROW = IntStream.range(20, 40)
            .mapToObj(number -> program(instruction(JUMP_IF_EQUAL, 0, 1, number), instruction(RETURN, 0, 0, YES)))
            .reduce(program(instruction(LOAD, 0, 0, NUMBER)), FilterRangesByHandTest::join);

    @Test
    void aRowOfNumbersIsARange() {
        byte[] row = join(A_ROW, program(instruction(RETURN, 0, 0, NO)));

        assertThat(FilterRanges.of(row))
                .isEqualTo(program(
                        instruction(LOAD, 0, 0, NUMBER),
                        instruction(JUMP_IF_GREATER_OR_EQUAL, 0, 2, 20),
                        instruction(JUMP_IF_GREATER_OR_EQUAL, 1, 0, 40),
                        instruction(RETURN, 0, 0, YES),
                        instruction(RETURN, 0, 0, NO)));
        assertThat(shortened(row)).contains(YES, NO);
    }

    @Test
    void aNumberThatStandsAloneIsComparedOnce() {
        byte[] hole = join(
                program(
                        instruction(LOAD, 0, 0, NUMBER),
                        instruction(JUMP_IF_EQUAL, 0, 1, 30),
                        instruction(RETURN, 0, 0, NO)),
                join(A_ROW, program(instruction(RETURN, 0, 0, YES))));

        assertThat(FilterRanges.of(hole))
                .isEqualTo(program(
                        instruction(LOAD, 0, 0, NUMBER),
                        instruction(JUMP_IF_EQUAL, 0, 1, 30),
                        instruction(RETURN, 0, 0, NO),
                        instruction(RETURN, 0, 0, YES)));
        assertThat(shortened(hole)).contains(YES, NO);
    }

    @Test
    void bitsOfTheNumberAreLookedAtAsBefore() {
        assertThat(afterTheRow(
                        instruction(AND, 0, 0, 0x1ff),
                        instruction(JUMP_IF_EQUAL, 0, 1, 7),
                        instruction(RETURN, 0, 0, 7),
                        instruction(RETURN, 0, 0, NO)))
                .contains(YES, NO, 7);
        assertThat(afterTheRow(
                        instruction(JUMP_IF_ANY_BIT, 0, 1, 0x10),
                        instruction(RETURN, 0, 0, 7),
                        instruction(RETURN, 0, 0, NO)))
                .contains(YES, NO, 7);
    }

    @Test
    void bitsOfTheArchitectureAreLookedAtAsBefore() {
        assertThat(afterTheRow(
                        instruction(LOAD, 0, 0, ARCHITECTURE),
                        instruction(JUMP_IF_ANY_BIT, 0, 1, Integer.MIN_VALUE),
                        instruction(RETURN, 0, 0, 7),
                        instruction(RETURN, 0, 0, NO)))
                .contains(YES, NO, 7);
    }

    @Test
    void theNumberMayBeLookedAtAgainBehindAnArgument() {
        assertThat(afterTheRow(
                        instruction(JUMP_IF_GREATER, 1, 0, 620),
                        instruction(JUMP_IF_GREATER, 1, 0, 580),
                        instruction(RETURN, 0, 0, 7),
                        instruction(LOAD, 0, 0, ARGUMENT),
                        instruction(JUMP_IF_GREATER, 1, 0, 5),
                        instruction(RETURN, 0, 0, NO),
                        instruction(LOAD, 0, 0, NUMBER),
                        instruction(JUMP_IF_GREATER, 0, 1, 590),
                        instruction(RETURN, 0, 0, 8),
                        instruction(LOAD, 0, 0, ARCHITECTURE),
                        instruction(JUMP_IF_EQUAL, 0, 1, Libseccomp.ARM),
                        instruction(JUMP, 0, 0, 1),
                        instruction(RETURN, 0, 0, 9),
                        instruction(RETURN, 0, 0, 10)))
                .contains(YES, NO, 7, 8, 9, 10);
    }

    @Test
    void architecturesMayBeRangesToo() {
        assertThat(shortened(join(
                        program(
                                instruction(LOAD, 0, 0, ARCHITECTURE),
                                instruction(JUMP_IF_GREATER_OR_EQUAL, 1, 0, Libseccomp.X86_64),
                                instruction(RETURN, 0, 0, 8),
                                instruction(JUMP_IF_GREATER, 0, 1, Libseccomp.AARCH64),
                                instruction(RETURN, 0, 0, 9)),
                        join(A_ROW, program(instruction(RETURN, 0, 0, NO))))))
                .contains(YES, NO, 8, 9);
    }

    @Test
    void whatIsNotUnderstoodStaysAsItIs() {
        byte[] tail = join(A_ROW, program(instruction(RETURN, 0, 0, NO)));
        byte[] withMemory = join(program(instruction(STORE, 0, 0, 0)), tail);
        byte[] lookingBeforeLoading =
                join(program(instruction(JUMP_IF_EQUAL, 1, 0, 0), instruction(RETURN, 0, 0, NO)), tail);

        assertThat(FilterRanges.of(withMemory)).isSameAs(withMemory);
        assertThat(FilterRanges.of(lookingBeforeLoading)).isSameAs(lookingBeforeLoading);
    }

    @Test
    void whatCannotBeShorterStaysAsItIs() {
        byte[] end = program(instruction(RETURN, 0, 0, YES));
        byte[] bound = program(
                instruction(LOAD, 0, 0, NUMBER),
                instruction(JUMP_IF_GREATER, 1, 0, 400),
                instruction(RETURN, 0, 0, YES),
                instruction(RETURN, 0, 0, NO));

        assertThat(FilterRanges.of(end)).isSameAs(end);
        assertThat(FilterRanges.of(bound)).isSameAs(bound);
    }

    /** What was answered where numbers out of the row go on with these instructions. */
    private static Iterable<Integer> afterTheRow(byte[]... instructions) {
        return shortened(join(A_ROW, program(instructions)));
    }

    /** What was answered by a program that became shorter and answers as before. */
    private static Iterable<Integer> shortened(byte[] program) {
        byte[] shorter = FilterRanges.of(program);
        assertThat(shorter.length).isLessThan(program.length);
        return SameVerdicts.compare(program, shorter).verdicts;
    }

    private static byte[] instruction(int code, int ifTrue, int ifFalse, int operand) {
        return ByteBuffer.allocate(BpfProgram.INSTRUCTION)
                .order(ByteOrder.nativeOrder())
                .putShort((short) code)
                .put((byte) ifTrue)
                .put((byte) ifFalse)
                .putInt(operand)
                .array();
    }

    private static byte[] program(byte[]... instructions) {
        return Arrays.stream(instructions).reduce(new byte[0], FilterRangesByHandTest::join);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
