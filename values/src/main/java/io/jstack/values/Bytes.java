package io.jstack.values;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size in bytes, written as Compose writes it: {@code 64m}, {@code 1.5GB}; every unit is a power of 1024. */
public record Bytes(long value) implements Comparable<Bytes> {
    private static final Pattern TEXT =
            Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ?([kmgtp]?)i?b?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgtp";

    /** Empty when {@code text} is not a size. */
    public static Optional<Bytes> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        double factor = unit.isEmpty() ? 1 : Math.pow(1024, UNITS.indexOf(unit) + 1);
        return Optional.of(new Bytes((long) (Double.parseDouble(matcher.group(1)) * factor)));
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(value, other.value);
    }

    /** For people, in powers of 1024 with one decimal: {@code 1.5MiB}. */
    @Override
    public String toString() {
        double rest = value;
        int unit = -1;
        while (Math.abs(rest) >= 1024 && unit < UNITS.length() - 1) {
            rest /= 1024;
            unit++;
        }
        return unit < 0
                ? value + "B"
                : String.format(Locale.ROOT, "%.1f%siB", rest, Character.toUpperCase(UNITS.charAt(unit)));
    }
}
