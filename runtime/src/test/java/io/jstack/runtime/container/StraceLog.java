package io.jstack.runtime.container;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What strace -f wrote: one call a line, behind the thread's id. */
final class StraceLog {
    private static final Pattern CALL = Pattern.compile("(\\d+) +(?:<\\.\\.\\. )?(\\w+)(\\(| resumed>).*");

    private StraceLog() {}

    /** The names of the calls that the first thread to leave its mount namespace made from there on. */
    static List<String> callsAfterUnshare(List<String> lines) {
        String thread = "";
        List<String> names = new ArrayList<>();
        for (String line : lines) {
            Matcher call = CALL.matcher(line);
            if (!call.matches()) {
                continue;
            }
            if (thread.isEmpty() && call.group(2).equals("unshare") && line.contains("CLONE_NEWNS")) {
                thread = call.group(1);
            } else if (call.group(1).equals(thread) && call.group(3).equals("(")) {
                names.add(call.group(2));
            }
        }
        return names;
    }

    /** What was made beside the prepared calls, which must come in their order; a prepared one may be skipped. */
    static List<String> beside(List<String> made, List<String> prepared) {
        List<String> beside = new ArrayList<>();
        int next = 0;
        for (String call : made) {
            int at = prepared.subList(next, prepared.size()).indexOf(call);
            if (at < 0 || call.equals("clone3") || call.equals("mmap")) {
                beside.add(call);
            } else {
                next += at + 1;
            }
        }
        return beside;
    }
}
