package io.jstack.runtime.cgroup;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One file of a group and what stands in it.
 *
 * @param controller the controller the file belongs to, {@code memory}
 * @param file {@code memory.max}
 * @param value as it is written
 * @param form how the kernel says it back
 */
record Setting(String controller, String file, String value, Form form) {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** The kernel does not always repeat the words it was given. */
    enum Form {
        TEXT {
            @Override
            boolean same(String wanted, String actual) {
                return wanted.equals(actual);
            }
        },
        /** Rounded down to pages; no limit is {@code max}, -1 or the largest page. */
        BYTES {
            @Override
            boolean same(String wanted, String actual) {
                return pages(wanted) == pages(actual);
            }
        },
        /** A list of processors or memory nodes, {@code 0-2,7}. */
        SET {
            @Override
            boolean same(String wanted, String actual) {
                return members(wanted).equals(members(actual));
            }
        },
        /** {@code memory.oom_control} of version 1: the number is written, a table comes back. */
        OOM_CONTROL {
            @Override
            boolean same(String wanted, String actual) {
                return actual.lines().anyMatch(("oom_kill_disable " + wanted)::equals);
            }
        },
        /** One line among others: its first word is the key, every other word must be there. */
        LINE {
            @Override
            boolean same(String wanted, String actual) {
                List<String> words = SPACE.splitAsStream(wanted).toList();
                return actual.lines()
                        .map(line -> SPACE.splitAsStream(line).toList())
                        .anyMatch(line -> !line.isEmpty()
                                && line.get(0).equals(words.get(0))
                                && new HashSet<>(line).containsAll(words));
            }
        };

        abstract boolean same(String wanted, String actual);
    }

    static Setting text(String controller, String file, long value) {
        return new Setting(controller, file, Long.toString(value), Form.TEXT);
    }

    static Setting text(String controller, String file, String value) {
        return new Setting(controller, file, value, Form.TEXT);
    }

    static Setting bytes(String controller, String file, String value) {
        return new Setting(controller, file, value, Form.BYTES);
    }

    static Setting set(String controller, String file, String value) {
        return new Setting(controller, file, value, Form.SET);
    }

    static Setting line(String controller, String file, String value) {
        return new Setting(controller, file, value, Form.LINE);
    }

    /** Whether what the kernel shows is what was written. */
    boolean isMetBy(String actual) {
        return form.same(value, actual);
    }

    private static long pages(String text) {
        long bytes = text.equals("max") ? -1 : Long.parseLong(text);
        long pages = bytes / 4096;
        return bytes < 0 || pages >= Long.MAX_VALUE / 4096 ? -1 : pages;
    }

    private static Set<Integer> members(String list) {
        Set<Integer> members = new HashSet<>();
        BitSet bits = new BitSet();
        for (String part : Arrays.asList(list.strip().split(",", -1))) {
            if (!part.isEmpty()) {
                int dash = part.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
                int last = Integer.parseInt(part.substring(dash + 1));
                bits.set(first, last + 1);
            }
        }
        bits.stream().forEach(members::add);
        return members;
    }
}
