package io.jstack.cli.commands;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time as {@code --since} takes it: {@code 10m}, {@code 1h30m} (before now), a Unix time with or without fraction, or
 * RFC 3339 with its smaller parts left out at will.
 */
final class Moment {
    private static final Pattern AGO = Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+(?:\\.\\d+)?)s)?");
    private static final Pattern UNIX = Pattern.compile("(\\d{1,11})(?:\\.(\\d{1,9}))?");

    private Moment() {}

    /** Empty when {@code text} is no point in time. */
    static Optional<Instant> parse(String text, Instant now) {
        Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            String fraction = unix.group(2) == null ? "" : unix.group(2);
            return Optional.of(Instant.ofEpochSecond(
                    Long.parseLong(unix.group(1)), Long.parseLong((fraction + "000000000").substring(0, 9))));
        }
        return duration(text).map(now::minus).or(() -> date(text.toUpperCase(Locale.ROOT)));
    }

    /** {@code 90s}, {@code 1h30m}, {@code 2d}; empty when it is none. */
    static Optional<Duration> duration(String text) {
        Matcher ago = AGO.matcher(text);
        if (text.isEmpty() || !ago.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(number(ago.group(1)))
                .plusHours(number(ago.group(2)))
                .plusMinutes(number(ago.group(3)))
                .plusMillis(ago.group(4) == null ? 0 : (long) (Double.parseDouble(ago.group(4)) * 1000)));
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static Optional<Instant> date(String text) {
        try {
            if (!text.contains("T")) {
                return Optional.of(LocalDate.parse(text)
                        .atStartOfDay(ZoneId.systemDefault())
                        .toInstant());
            }
            boolean zoned = text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
            return Optional.of(
                    zoned
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text)
                                    .atZone(ZoneId.systemDefault())
                                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
