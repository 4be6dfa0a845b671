package io.jstack.runtime.cgroup;

import io.jstack.runtime.oci.DeviceRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A device list as an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE, linux/bpf.h. The last rule that speaks about a device wins, so
 * the program tries them from the last to the first: an allowing rule must cover all that is asked, a denying one any of it.
 */
final class DeviceProgram {
    private static final int INSTRUCTION = 8;

    /** Bits of {@code bpf_cgroup_dev_ctx.access_type}: the upper half what is asked, the lower what kind of node. */
    private static final int MKNOD = 1;

    private static final int READ = 2;
    private static final int WRITE = 4;
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;

    /** Registers: the answer and scratch, the context, kind, major, minor and access. */
    private static final int R0 = 0;

    private static final int SCRATCH = 1;
    private static final int CONTEXT = 1;
    private static final int KIND = 2;
    private static final int MAJOR = 3;
    private static final int MINOR = 4;
    private static final int ACCESS = 5;

    private static final int LOAD_WORD = 0x61;
    private static final int MOVE_REGISTER = 0xbf;
    private static final int MOVE_NUMBER = 0xb7;
    private static final int AND = 0x57;
    private static final int SHIFT_RIGHT = 0x77;
    private static final int JUMP_IF_NOT_EQUAL = 0x55;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int EXIT = 0x95;

    private final List<long[]> instructions = new ArrayList<>();

    private DeviceProgram() {}

    /** The instructions, eight bytes each, in the machine's byte order. */
    static byte[] of(List<DeviceRule> rules) {
        DeviceProgram program = new DeviceProgram();
        program.readContext();
        for (int i = rules.size() - 1; i >= 0; i--) {
            if (program.answersAlways(rules.get(i))) {
                return program.bytes(); // the verifier refuses instructions that nothing reaches
            }
        }
        program.answer(0);
        return program.bytes();
    }

    private void readContext() {
        emit(LOAD_WORD, KIND, CONTEXT, 0, 0);
        emit(LOAD_WORD, MAJOR, CONTEXT, 4, 0);
        emit(LOAD_WORD, MINOR, CONTEXT, 8, 0);
        emit(MOVE_REGISTER, ACCESS, KIND, 0, 0);
        emit(AND, KIND, 0, 0, 0xffff);
        emit(SHIFT_RIGHT, ACCESS, 0, 0, 16);
    }

    /** Tests that jump behind the rule when it does not speak about this device, then its answer. True when there is no test. */
    private boolean answersAlways(DeviceRule rule) {
        List<long[]> tests = new ArrayList<>();
        if (!rule.type().equals("a")) {
            tests.add(instruction(JUMP_IF_NOT_EQUAL, KIND, 0, 0, rule.type().equals("b") ? BLOCK : CHARACTER));
        }
        int access = access(rule.access());
        boolean everything = access == (MKNOD | READ | WRITE);
        if (!everything) {
            tests.add(instruction(MOVE_REGISTER, SCRATCH, ACCESS, 0, 0));
            tests.add(instruction(AND, SCRATCH, 0, 0, rule.allow() ? ~access & 7 : access));
            tests.add(instruction(rule.allow() ? JUMP_IF_NOT_EQUAL : JUMP_IF_EQUAL, SCRATCH, 0, 0, 0));
        }
        number(tests, MAJOR, rule.major());
        number(tests, MINOR, rule.minor());
        int answer = 2;
        for (int i = 0; i < tests.size(); i++) {
            long[] test = tests.get(i);
            if (test[0] == JUMP_IF_NOT_EQUAL || test[0] == JUMP_IF_EQUAL) {
                test[3] = (long) tests.size() - i - 1 + answer;
            }
            instructions.add(test);
        }
        answer(rule.allow() ? 1 : 0);
        return tests.isEmpty();
    }

    private static void number(List<long[]> tests, int register, OptionalLong number) {
        number.ifPresent(value -> tests.add(instruction(JUMP_IF_NOT_EQUAL, register, 0, 0, (int) value)));
    }

    private static int access(String letters) {
        return (letters.contains("m") ? MKNOD : 0)
                | (letters.contains("r") ? READ : 0)
                | (letters.contains("w") ? WRITE : 0);
    }

    private void answer(int value) {
        emit(MOVE_NUMBER, R0, 0, 0, value);
        emit(EXIT, 0, 0, 0, 0);
    }

    private void emit(int code, int to, int from, int offset, int number) {
        instructions.add(instruction(code, to, from, offset, number));
    }

    private static long[] instruction(int code, int to, int from, int offset, int number) {
        return new long[] {code, to, from, offset, number};
    }

    private byte[] bytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(instructions.size() * INSTRUCTION).order(ByteOrder.nativeOrder());
        for (long[] each : instructions) {
            bytes.put((byte) each[0])
                    .put((byte) (each[1] | each[2] << 4))
                    .putShort((short) each[3])
                    .putInt((int) each[4]);
        }
        return bytes.array();
    }
}
