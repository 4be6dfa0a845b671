package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The client's terminal by a duplicate of its own descriptor, pidfd_getfd(2): no process is started for a mode or a size, and the mode is
 * put back even when the client was killed. The client learns the modes found, for the case that it is the engine that dies.
 */
final class KernelTty implements ClientTty {
    // asm-generic/ioctls.h
    private static final long TCGETS = 0x5401;
    private static final long TCSETS = 0x5402;
    private static final long TIOCGWINSZ = 0x5413;
    /** struct termios of asm-generic/termbits.h: four flag words, the line discipline, 19 control characters. */
    private static final int TERMIOS = 36;

    private static final int LINE = 16;
    private static final int CONTROL = 17;
    private static final int CONTROLS = 19;
    /** What glibc's struct has room for, and {@code stty -g} prints. */
    private static final int CONTROLS_OF_STTY = 32;

    private static final int VTIME = 5;
    private static final int VMIN = 6;
    // cfmakeraw(3): IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON; OPOST; CSIZE PARENB, then CS8; ECHO ECHONL
    // ICANON ISIG IEXTEN
    private static final int INPUT_OFF = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;
    private static final int OUTPUT_OFF = 0x1;
    private static final int CONTROL_OFF = 0x30 | 0x100;
    private static final int CONTROL_ON = 0x30;
    private static final int LOCAL_OFF = 0x8 | 0x40 | 0x2 | 0x1 | 0x8000;

    private final Fd terminal;
    private final Link link;
    private Optional<NativeMemory> saved = Optional.empty();

    private KernelTty(Fd terminal, Link link) {
        this.terminal = terminal;
        this.link = link;
    }

    /** Empty where the kernel does not let us have the descriptor. */
    static Optional<KernelTty> of(int pid, int descriptor, Link link) {
        try (Fd process = Pidfd.open(new Pid(pid))) {
            return Optional.of(new KernelTty(Pidfd.fetch(process, descriptor), link));
        } catch (KernelException e) {
            return Optional.empty();
        }
    }

    @Override
    public TerminalSize size() {
        NativeMemory size = NativeMemory.ofSize(8);
        try {
            Linux.ioctl(terminal, TIOCGWINSZ, size);
        } catch (KernelException hungUp) {
            return TerminalSize.USUAL;
        }
        int rows = size.buffer().getShort(0);
        int columns = size.buffer().getShort(2);
        return rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : TerminalSize.USUAL;
    }

    @Override
    public synchronized void raw() {
        NativeMemory found = NativeMemory.ofSize(TERMIOS);
        Linux.ioctl(terminal, TCGETS, found);
        if (saved.isEmpty()) {
            saved = Optional.of(found);
            link.sendNow(Frame.text(Frame.TTY, "saved " + stty(found)));
        }
        NativeMemory raw = NativeMemory.ofSize(TERMIOS);
        raw.putInt(0, word(found, 0) & ~INPUT_OFF);
        raw.putInt(4, word(found, 4) & ~OUTPUT_OFF);
        raw.putInt(8, (word(found, 8) & ~CONTROL_OFF) | CONTROL_ON);
        raw.putInt(12, word(found, 12) & ~LOCAL_OFF);
        for (int at = LINE; at < CONTROL + CONTROLS; at++) {
            raw.putByte(at, found.buffer().get(at));
        }
        raw.putByte(CONTROL + VMIN, 1);
        raw.putByte(CONTROL + VTIME, 0);
        Linux.ioctl(terminal, TCSETS, raw);
    }

    @Override
    public synchronized void restore() {
        if (saved.isEmpty()) {
            return;
        }
        try {
            Linux.ioctl(terminal, TCSETS, saved.get());
        } catch (KernelException hungUp) {
            // a terminal that is gone has no mode to go back to
        }
        saved = Optional.empty();
        link.sendNow(Frame.text(Frame.TTY, "restored"));
    }

    @Override
    public void close() {
        terminal.close();
    }

    private static int word(NativeMemory termios, int at) {
        return termios.buffer().getInt(at);
    }

    /** As {@code stty -g} prints: the four words and the control characters, in hexadecimal. */
    private static String stty(NativeMemory termios) {
        StringJoiner text = new StringJoiner(":");
        for (int at = 0; at < LINE; at += 4) {
            text.add(Integer.toHexString(word(termios, at)));
        }
        for (int i = 0; i < CONTROLS_OF_STTY; i++) {
            text.add(Integer.toHexString(i < CONTROLS ? termios.buffer().get(CONTROL + i) & 0xff : 0));
        }
        return text.toString();
    }
}
