package io.jstack.engine.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which versions of the API are spoken. Clients ask {@code /_ping} and take the lower of both ends' newest. */
final class Versions {
    static final int NEWEST = 44;
    static final int OLDEST = 24;

    private static final Pattern PREFIX = Pattern.compile("/v1[.]([0-9]{1,3})(/.*)");

    private Versions() {}

    /** A path and the minor version that stood before it; the newest where none did. */
    record Asked(int version, String path) {}

    static Asked of(String path) {
        Matcher matcher = PREFIX.matcher(path);
        if (!matcher.matches()) {
            return new Asked(NEWEST, path);
        }
        int version = Integer.parseInt(matcher.group(1));
        if (version > NEWEST) {
            throw Refusal.badRequest(
                    "client version 1.%d is too new. Maximum supported API version is 1.%d".formatted(version, NEWEST));
        }
        if (version < OLDEST) {
            throw Refusal.badRequest(
                    "client version 1.%d is too old. Minimum supported API version is 1.%d, please upgrade your client to a newer version"
                            .formatted(version, OLDEST));
        }
        return new Asked(version, matcher.group(2));
    }
}
