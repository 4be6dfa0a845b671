package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.MachineCode;
import io.jstack.runtime.kernel.MachineCode.Pointer;
import io.jstack.runtime.kernel.MachineCode.Word;
import io.jstack.runtime.kernel.MemoryProgram;
import io.jstack.runtime.kernel.Syscall;

/**
 * What a {@link ForkServer} executes. Descriptor 0 is a socket, 1 a pipe for answers. With each message of one byte come two descriptors:
 * the input of a child, and what is to be both its output streams. The child executes what the arguments say, {@code NAME directory file
 * argument…}, with the environment as it is; where the byte is 0 it ends instead, which is how it is found out whether all this is allowed
 * here. When the child has ended eight bytes go back: the errno if it could not execute, and what wait4(2) said. When the other end of the
 * socket is closed, this ends, as on anything unexpected, and the child with it.
 */
final class ForkServerProgram {
    /** As ps(1) and top(1) show it; at most 15 bytes, PR_SET_NAME(2const). */
    static final String NAME = "jstack-health";

    /** Ends at once. */
    static final byte TRIAL = 0;

    /** Executes the program. */
    static final byte RUN = 1;

    /** The size of an answer: two int. */
    static final int ANSWER = 8;

    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_NAME = 15;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    // what lies above the stack pointer
    private static final int ERRNO = 0;
    private static final int STATUS = 4;
    private static final int BYTE = 8;
    private static final int BUFFER = 16;
    private static final int MESSAGE = 32;
    private static final int CONTROL = 96;
    /** CMSG_LEN(3) of two descriptors, which are at the end of so many bytes. */
    private static final int BOTH = 24;

    private static final int INPUT = CONTROL + 16;
    private static final int OUTPUT = INPUT + 4;
    private static final int FRAME = 120;

    // what lies above rbx: the arguments
    private static final int ARGV = 8;
    private static final int DIRECTORY = ARGV + 8;
    private static final int FILE = DIRECTORY + 8;
    private static final int ITS_ARGV = FILE + 8;

    private static final byte[] CODE = code();

    private ForkServerProgram() {}

    /**
     * A file of its own for each, the caller's: who gets at it in a container, as whoever may trace there can, may do to it what root can do
     * to files, chmod(2).
     *
     * @throws io.jstack.runtime.kernel.KernelException where this host allows no such file
     */
    static Fd make() {
        return MemoryProgram.of(NAME, CODE);
    }

    private static byte[] code() {
        MachineCode code = new MachineCode();
        begin(code);
        receive(code.place("again"));
        code.call(Syscall.VFORK).jumpIfZero("child").jumpIfFailed("refused");
        waitFor(code);
        code.place("answer")
                .set(Word.FIRST, 1)
                .address(Word.SECOND, Pointer.RSP, ERRNO)
                .set(Word.THIRD, ANSWER);
        code.call(Syscall.WRITE).jumpUnless(ANSWER, "end");
        // not before: the engine would be woken by the end of the output, and once more by the answer
        code.load(Word.FIRST, Pointer.RSP, INPUT).call(Syscall.CLOSE);
        code.load(Word.FIRST, Pointer.RSP, OUTPUT).call(Syscall.CLOSE).jump("again");
        code.place("refused");
        keepErrno(code);
        code.jump("answer");
        execute(code.place("child"));
        code.place("end").set(Word.FIRST, 0).call(Syscall.EXIT_GROUP);
        return code.toBytes();
    }

    /** rbx is where the arguments are, r12 where the environment is. */
    private static void begin(MachineCode code) {
        code.bytes(0x48, 0x89, 0xe3); // mov rbx, rsp
        code.bytes(0x4c, 0x8b, 0x23); // mov r12, [rbx]
        code.bytes(0x4e, 0x8d, 0x64, 0xe3, 16); // lea r12, [rbx + r12 * 8 + 16]
        code.bytes(0x48, 0x83, 0xec, FRAME); // sub rsp, FRAME
        // nobody of its own user may attach to it, or see what it keeps
        code.set(Word.FIRST, PR_SET_DUMPABLE).set(Word.SECOND, 0).call(Syscall.PRCTL);
        code.set(Word.FIRST, PR_SET_NAME)
                .loadLong(Word.SECOND, Pointer.RBX, ARGV)
                .call(Syscall.PRCTL);
        for (int own = 0; own <= 1; own++) {
            code.set(Word.FIRST, own).set(Word.SECOND, F_SETFD).set(Word.THIRD, FD_CLOEXEC);
            code.call(Syscall.FCNTL);
        }
    }

    /** {@code struct msghdr}, with one buffer of one byte and room for two descriptors; recvmsg(2), cmsg(3). */
    private static void receive(MachineCode code) {
        code.bytes(0x31, 0xc0); // xor eax, eax
        store(code, ERRNO); // and the status
        store(code, MESSAGE); // no name
        store(code, MESSAGE + 8);
        pointer(code, BUFFER, BYTE);
        number(code, BUFFER + 8, 1);
        pointer(code, MESSAGE + 16, BUFFER);
        number(code, MESSAGE + 24, 1);
        pointer(code, MESSAGE + 32, CONTROL);
        number(code, MESSAGE + 40, BOTH);
        number(code, CONTROL, 0);
        code.set(Word.FIRST, 0).address(Word.SECOND, Pointer.RSP, MESSAGE).set(Word.THIRD, MSG_CMSG_CLOEXEC);
        code.call(Syscall.RECVMSG).jumpUnless(1, "end");
        loadByte(code, CONTROL);
        code.jumpUnless(BOTH, "end"); // a limit on descriptors leaves no room for them
    }

    private static void store(MachineCode code, int offset) {
        code.bytes(0x48, 0x89, 0x44, 0x24, offset); // mov [rsp + offset], rax
    }

    private static void pointer(MachineCode code, int offset, int target) {
        code.bytes(0x48, 0x8d, 0x44, 0x24, target); // lea rax, [rsp + target]
        store(code, offset);
    }

    private static void number(MachineCode code, int offset, int value) {
        code.bytes(0x48, 0xc7, 0x44, 0x24, offset, value, 0, 0, 0); // mov qword [rsp + offset], value
    }

    private static void loadByte(MachineCode code, int offset) {
        code.bytes(0x0f, 0xb6, 0x44, 0x24, offset); // movzx eax, byte [rsp + offset]
    }

    private static void waitFor(MachineCode code) {
        code.bytes(0x89, 0xc7); // mov edi, eax
        code.address(Word.SECOND, Pointer.RSP, STATUS).set(Word.THIRD, 0);
        code.bytes(0x4d, 0x31, 0xd2).call(Syscall.WAIT4).jumpIfFailed("refused"); // xor r10, r10
    }

    private static void keepErrno(MachineCode code) {
        code.bytes(0xf7, 0xd8); // neg eax
        code.bytes(0x89, 0x44, 0x24, ERRNO); // mov [rsp + ERRNO], eax
    }

    /** On the stack of the parent, which goes on once this has executed or ended: nothing may be pushed here. */
    private static void execute(MachineCode code) {
        code.call(Syscall.SETSID);
        for (int stream = 0; stream <= 2; stream++) {
            code.load(Word.FIRST, Pointer.RSP, stream == 0 ? INPUT : OUTPUT).set(Word.SECOND, stream);
            code.call(Syscall.DUP2).jumpIfFailed("not executed");
        }
        loadByte(code, BYTE);
        code.jumpIfZero("tried");
        code.set(Word.FIRST, PR_SET_PDEATHSIG).set(Word.SECOND, SIGKILL).call(Syscall.PRCTL);
        code.loadLong(Word.FIRST, Pointer.RBX, DIRECTORY).call(Syscall.CHDIR).jumpIfFailed("not executed");
        code.loadLong(Word.FIRST, Pointer.RBX, FILE).address(Word.SECOND, Pointer.RBX, ITS_ARGV);
        code.bytes(0x4c, 0x89, 0xe2).call(Syscall.EXECVE); // mov rdx, r12
        code.place("not executed");
        keepErrno(code);
        code.place("tried").set(Word.FIRST, 0).call(Syscall.EXIT);
    }
}
