package io.jstack.images.distro;

import java.util.Optional;
import java.util.Set;

/**
 * A Debian release, as an image tag names it.
 *
 * @param name {@code bookworm}
 */
record DebianSuite(String name, Flavour flavour) {
    private static final String SLIM = "-slim";
    private static final Set<String> RELEASES = Set.of("bullseye", "bookworm", "trixie", "forky");
    private static final Set<String> MOVING = Set.of("sid", "unstable");

    enum Flavour {
        FULL,
        /** Without manual pages, documentation and translations. */
        SLIM
    }

    static Optional<DebianSuite> of(String tag) {
        boolean slim = tag.endsWith(SLIM);
        String name = slim ? tag.substring(0, tag.length() - SLIM.length()) : tag;
        return RELEASES.contains(name) || MOVING.contains(name)
                ? Optional.of(new DebianSuite(name, slim ? Flavour.SLIM : Flavour.FULL))
                : Optional.empty();
    }

    /** Whether updates and security fixes come in suites of their own. */
    boolean isRelease() {
        return RELEASES.contains(name);
    }

    static boolean isKnown(String suite) {
        return RELEASES.contains(suite) || MOVING.contains(suite) || suite.equals("stable") || suite.equals("testing");
    }
}
