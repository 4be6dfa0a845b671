package io.jstack.cli.commands;

import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How option values become the house's types. */
final class Converters {
    private Converters() {}

    /** {@code --timeout 10}: whole seconds. */
    static final class Seconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                long seconds = Long.parseLong(text);
                if (seconds >= 0) {
                    return Duration.ofSeconds(seconds);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new TypeConversionException("'" + text + "' is not a number of seconds");
        }
    }

    /** {@code --since 10m}: see {@link Moment}. */
    static final class Point implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            return Moment.parse(text, Instant.now())
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no point in time: 10m, 2026-01-02T15:04:05Z"));
        }
    }

    /** {@code --tail 100}: a number, or -1 for {@code all}. */
    static final class Lines implements ITypeConverter<Integer> {
        static final int ALL = -1;

        @Override
        public Integer convert(String text) {
            if (text.equals("all")) {
                return ALL;
            }
            try {
                return Math.max(ALL, Integer.parseInt(text));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a number of lines, nor all");
            }
        }
    }
}
