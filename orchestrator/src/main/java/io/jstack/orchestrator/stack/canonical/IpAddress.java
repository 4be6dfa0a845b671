package io.jstack.orchestrator.stack.canonical;

import java.util.regex.Pattern;

/** What counts as an IP address in a stack file. */
public final class IpAddress {
    private static final Pattern V4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    private IpAddress() {}

    /** RFC 4291's texts and dotted quads; no names, no zones. */
    public static boolean isValid(String text) {
        return text.contains(":") ? isV6(text) : isV4(text);
    }

    private static boolean isV4(String text) {
        if (!V4.matcher(text).matches()) {
            return false;
        }
        for (String part : text.split("\\.", -1)) {
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isV6(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::") || text.length() > 45) {
            return false;
        }
        if (gap < 0) {
            return groups(text) == 8;
        }
        int before = groups(text.substring(0, gap));
        int after = groups(text.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** The number of 16-bit groups; -1 when one of them is none. */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean quad = i == parts.length - 1 && parts[i].contains(".") && isV4(parts[i]);
            if (!quad && !GROUP.matcher(parts[i]).matches()) {
                return -1;
            }
            count += quad ? 2 : 1;
        }
        return count;
    }
}
