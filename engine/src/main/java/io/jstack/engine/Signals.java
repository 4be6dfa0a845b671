package io.jstack.engine;

import io.jstack.values.JstackException;
import java.util.List;
import java.util.Locale;

/** The signals of signal(7) by name and number, as x86-64 and aarch64 number them. */
public final class Signals {
    private static final List<String> NAMES = List.of(
            "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");
    private static final int RTMIN = 34;
    private static final int RTMAX = 64;

    private Signals() {}

    /** The number of {@code SIGHUP}, {@code hup}, {@code 1} or {@code RTMIN+3}. */
    public static int number(String text) {
        String name = text.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        int index = NAMES.indexOf(name);
        if (index > 0) {
            return index;
        }
        int number = -1;
        if (name.matches("[0-9]{1,2}")) {
            number = Integer.parseInt(name);
        } else if (name.matches("RTMIN(\\+[0-9]{1,2})?")) {
            number = RTMIN + offset(name);
        } else if (name.matches("RTMAX(-[0-9]{1,2})?")) {
            number = RTMAX - offset(name);
        }
        if (number < 1 || number > RTMAX) {
            throw new JstackException(EngineError.UNSUPPORTED, "no signal is called " + text, "SIGTERM, HUP or 15");
        }
        return number;
    }

    private static int offset(String name) {
        return name.length() > 5 ? Integer.parseInt(name.substring(6)) : 0;
    }

    /** {@code SIGKILL} for 9. */
    public static String name(int number) {
        if (number > 0 && number < NAMES.size()) {
            return "SIG" + NAMES.get(number);
        }
        return number >= RTMIN ? "SIGRTMIN+" + (number - RTMIN) : "signal " + number;
    }
}
