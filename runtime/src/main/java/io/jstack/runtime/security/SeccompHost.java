package io.jstack.runtime.security;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a profile's conditions ask about the host.
 *
 * @param arch Go's name, as profiles write it: {@code amd64}
 * @param architecture libseccomp's: {@code SCMP_ARCH_X86_64}
 */
record SeccompHost(String arch, String architecture, int major, int minor) {
    private static final Pattern RELEASE = Pattern.compile("([0-9]+)\\.([0-9]+).*");

    private static final SeccompHost CURRENT = detect();

    static SeccompHost current() {
        return CURRENT;
    }

    private static SeccompHost detect() {
        Matcher release = RELEASE.matcher(System.getProperty("os.version", ""));
        boolean known = release.matches();
        int major = known ? Integer.parseInt(release.group(1)) : 0;
        int minor = known ? Integer.parseInt(release.group(2)) : 0;
        return System.getProperty("os.arch", "").equals("aarch64")
                ? new SeccompHost("arm64", "SCMP_ARCH_AARCH64", major, minor)
                : new SeccompHost("amd64", "SCMP_ARCH_X86_64", major, minor);
    }

    boolean isAtLeast(List<Integer> version) {
        if (version.isEmpty()) {
            return true;
        }
        return major > version.get(0) || (major == version.get(0) && minor >= version.get(1));
    }
}
