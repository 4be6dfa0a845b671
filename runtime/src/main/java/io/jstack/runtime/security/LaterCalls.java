package io.jstack.runtime.security;

import io.jstack.runtime.kernel.Libseccomp;
import io.jstack.runtime.oci.Seccomp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * What a filter says of calls younger than the libseccomp that made it: a few instructions ahead of its program. A call whose number is
 * above all that the profile names does not exist (ENOSYS): a C library that tries it first then falls back, where EPERM would be taken
 * for the file's answer. runc does the same (libcontainer/seccomp/patchbpf). Beyond that, allowed calls that only our own table knows
 * are let through.
 */
final class LaterCalls {
    private static final int ENOSYS = SeccompWords.RET_ERRNO | 38;

    /** Set in the number of every x32 call, which else looks like x86-64; asm/unistd.h. */
    private static final int X32_BIT = 0x40000000;

    /** Since 424 all architectures number alike; libseccomp 2.5.4 ends at 456. */
    private static final Map<String, Integer> NUMBERS = Map.of(
            "statmount", 457,
            "listmount", 458,
            "lsm_get_self_attr", 459,
            "lsm_set_self_attr", 460,
            "lsm_list_modules", 461,
            "mseal", 462,
            "setxattrat", 463,
            "getxattrat", 464,
            "listxattrat", 465,
            "removexattrat", 466);

    /** Linux 6.11, x86-64 alone: uprobes' fast way back. */
    private static final int URETPROBE = 335;

    private final ByteBuffer code;
    private final Seccomp seccomp;

    private LaterCalls(Seccomp seccomp) {
        this.seccomp = seccomp;
        this.code = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    }

    /** The program with its preface; unchanged where the default already lets calls through, or already says ENOSYS. */
    static byte[] before(byte[] program, Seccomp seccomp, List<Integer> architectures, int defaultAction) {
        boolean refuses = (defaultAction & 0x7fff0000) == SeccompWords.RET_ERRNO && defaultAction != ENOSYS;
        if (!refuses) {
            return program;
        }
        LaterCalls preface = new LaterCalls(seccomp);
        for (int architecture : architectures) {
            preface.answerFor(architecture);
        }
        byte[] whole = new byte[preface.code.position() + program.length];
        preface.code.flip().get(whole, 0, preface.code.limit());
        System.arraycopy(program, 0, whole, whole.length - program.length, program.length);
        return whole;
    }

    /** A block that is jumped over by calls of other architectures, and left at its end by calls the program itself knows. */
    private void answerFor(int architecture) {
        int bit = architecture == Libseccomp.X32 ? X32_BIT : 0;
        NavigableSet<Integer> later = later(architecture);
        int last = Math.max(later.isEmpty() ? 0 : later.last(), lastNamed(architecture));
        List<int[]> block = new ArrayList<>();
        block.add(new int[] {BpfProgram.LOAD, 0, 0, BpfProgram.NUMBER});
        int rest = 2 * later.size() + 2;
        if (architecture == Libseccomp.X86_64) {
            block.add(new int[] {BpfProgram.JUMP_IF_GREATER_OR_EQUAL, rest, 0, X32_BIT});
        } else if (architecture == Libseccomp.X32) {
            block.add(new int[] {BpfProgram.JUMP_IF_GREATER_OR_EQUAL, 0, rest, X32_BIT});
        }
        for (int number : later) {
            block.add(new int[] {BpfProgram.JUMP_IF_EQUAL, 0, 1, number | bit});
            block.add(new int[] {BpfProgram.RETURN, 0, 0, SeccompWords.RET_ALLOW});
        }
        block.add(new int[] {BpfProgram.JUMP_IF_GREATER, 0, 1, last | bit});
        block.add(new int[] {BpfProgram.RETURN, 0, 0, ENOSYS});
        emit(BpfProgram.LOAD, 0, 0, BpfProgram.ARCHITECTURE);
        emit(
                BpfProgram.JUMP_IF_EQUAL,
                0,
                block.size(),
                architecture == Libseccomp.X32 ? Libseccomp.X86_64 : architecture);
        block.forEach(each -> emit(each[0], each[1], each[2], each[3]));
    }

    private void emit(int code, int ifTrue, int ifFalse, int operand) {
        this.code.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }

    /** Numbers of calls which a rule without conditions allows and libseccomp does not know. */
    private NavigableSet<Integer> later(int architecture) {
        NavigableSet<Integer> numbers = new TreeSet<>();
        for (Seccomp.Syscall rule : seccomp.syscalls()) {
            if (rule.action().equals("SCMP_ACT_ALLOW") && rule.args().isEmpty()) {
                rule.names().stream()
                        .filter(name -> Libseccomp.number(architecture, name).isEmpty())
                        .map(name -> ownNumber(architecture, name))
                        .forEach(number -> number.ifPresent(numbers::add));
            }
        }
        return numbers;
    }

    private static OptionalInt ownNumber(int architecture, String name) {
        if (name.equals("uretprobe") && architecture == Libseccomp.X86_64) {
            return OptionalInt.of(URETPROBE);
        }
        Integer number = NUMBERS.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The highest number that any rule gives a meaning to; without the x32 bit. */
    private int lastNamed(int architecture) {
        return seccomp.syscalls().stream()
                .flatMap(rule -> rule.names().stream())
                .map(name -> Libseccomp.number(architecture, name))
                .flatMapToInt(OptionalInt::stream)
                .filter(number -> number >= 0)
                .map(number -> number & ~X32_BIT)
                .max()
                .orElse(Integer.MAX_VALUE - X32_BIT);
    }
}
