package io.jstack.orchestrator.stack.yaml;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an unquoted scalar means: true and false in three spellings, integers in four bases with underscores, no base 60, no yes and
 * no. The text of a number is its value, as Go prints it: {@code 0x10} is {@code 16}, {@code 1.10} is {@code 1.1}.
 */
record PlainScalar(Kind kind, String text) {
    private static final Map<String, PlainScalar> WORDS = Map.ofEntries(
            Map.entry("", new PlainScalar(Kind.NULL, "")),
            Map.entry("~", new PlainScalar(Kind.NULL, "")),
            Map.entry("null", new PlainScalar(Kind.NULL, "")),
            Map.entry("Null", new PlainScalar(Kind.NULL, "")),
            Map.entry("NULL", new PlainScalar(Kind.NULL, "")),
            Map.entry("true", new PlainScalar(Kind.BOOLEAN, "true")),
            Map.entry("True", new PlainScalar(Kind.BOOLEAN, "true")),
            Map.entry("TRUE", new PlainScalar(Kind.BOOLEAN, "true")),
            Map.entry("false", new PlainScalar(Kind.BOOLEAN, "false")),
            Map.entry("False", new PlainScalar(Kind.BOOLEAN, "false")),
            Map.entry("FALSE", new PlainScalar(Kind.BOOLEAN, "false")),
            Map.entry(".nan", new PlainScalar(Kind.FLOAT, "NaN")),
            Map.entry(".NaN", new PlainScalar(Kind.FLOAT, "NaN")),
            Map.entry(".NAN", new PlainScalar(Kind.FLOAT, "NaN")),
            Map.entry(".inf", new PlainScalar(Kind.FLOAT, "+Inf")),
            Map.entry(".Inf", new PlainScalar(Kind.FLOAT, "+Inf")),
            Map.entry(".INF", new PlainScalar(Kind.FLOAT, "+Inf")),
            Map.entry("+.inf", new PlainScalar(Kind.FLOAT, "+Inf")),
            Map.entry("-.inf", new PlainScalar(Kind.FLOAT, "-Inf")));
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}");
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*");
    private static final DateTimeFormatter GO = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    static PlainScalar of(String source) {
        PlainScalar word = WORDS.get(source);
        if (word != null) {
            return word;
        }
        char first = source.charAt(0);
        if ((first < '0' || first > '9') && first != '-' && first != '+' && first != '.') {
            return new PlainScalar(Kind.STRING, source);
        }
        String digits = source.replace("_", "");
        if (INTEGER.matcher(digits).matches()) {
            return integer(digits);
        }
        if (FLOAT.matcher(digits).matches()) {
            return new PlainScalar(Kind.FLOAT, GoFloat.print(Double.parseDouble(digits)));
        }
        return timestamp(source)
                .map(text -> new PlainScalar(Kind.TIMESTAMP, text))
                .orElseGet(() -> new PlainScalar(Kind.STRING, source));
    }

    private static PlainScalar integer(String digits) {
        boolean negative = digits.startsWith("-");
        String rest = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        String lower = rest.toLowerCase(Locale.ROOT);
        BigInteger value;
        if (lower.startsWith("0x")) {
            value = new BigInteger(lower.substring(2), 16);
        } else if (lower.startsWith("0b")) {
            value = new BigInteger(lower.substring(2), 2);
        } else if (lower.startsWith("0o")) {
            value = new BigInteger(lower.substring(2), 8);
        } else if (lower.length() > 1 && lower.startsWith("0")) {
            value = new BigInteger(lower, 8);
        } else {
            value = lower.length() > 400 ? BigInteger.TEN.pow(400) : new BigInteger(lower);
        }
        BigInteger signed = negative ? value.negate() : value;
        return signed.bitLength() > 64
                ? new PlainScalar(Kind.FLOAT, GoFloat.print(signed.doubleValue()))
                : new PlainScalar(Kind.INTEGER, signed.toString());
    }

    /** Go's long text of a date or time; a quirk of the reference that shows in string maps. */
    private static Optional<String> timestamp(String source) {
        try {
            if (DATE.matcher(source).matches()) {
                LocalDate date = LocalDate.parse(padded(source));
                return Optional.of(date + " 00:00:00 +0000 UTC");
            }
            if (TIME.matcher(source).matches() && source.matches(".*(Z|[-+][0-9]{2}:[0-9]{2})")) {
                OffsetDateTime time = OffsetDateTime.parse(
                        source.replaceFirst("[Tt]|[ \\t]+", "T").replace(" ", ""));
                String zone = time.getOffset().equals(ZoneOffset.UTC)
                        ? "+0000 UTC"
                        : time.getOffset().getId().replace(":", "") + " "
                                + time.getOffset().getId().replace(":", "");
                return Optional.of(GO.format(time) + " " + zone);
            }
            return Optional.empty();
        } catch (DateTimeParseException notADate) {
            return Optional.empty();
        }
    }

    private static String padded(String date) {
        String[] parts = date.split("-", -1);
        return parts[0]
                + (parts[1].length() == 1 ? "-0" : "-")
                + parts[1]
                + (parts[2].length() == 1 ? "-0" : "-")
                + parts[2];
    }
}
