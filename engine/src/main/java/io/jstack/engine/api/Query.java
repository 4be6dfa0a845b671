package io.jstack.engine.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jstack.engine.Filters;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What stands behind the question mark. A name given several times counts by its first value, as in Go's {@code url.Values.Get}. */
record Query(Map<String, List<String>> values) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FALSE = Set.of("", "0", "no", "false", "none");
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

    /** Empty where it is not there, or nothing. */
    Optional<String> text(String name) {
        return values.getOrDefault(name, List.of()).stream().findFirst().filter(text -> !text.isEmpty());
    }

    /** As Docker reads truth: whatever is not one of its words for no. */
    boolean flag(String name) {
        return text(name)
                .filter(text ->
                        !FALSE.contains(text.toLowerCase(java.util.Locale.ROOT).strip()))
                .isPresent();
    }

    /** A flag that is on unless it is switched off. */
    boolean flagUnlessOff(String name) {
        return text(name).isEmpty() || flag(name);
    }

    OptionalInt integer(String name) {
        Optional<String> text = text(name);
        try {
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.get()));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("invalid value \"%s\" of %s: not a number".formatted(text.get(), name));
        }
    }

    /** Seconds since 1970 with up to nine decimals, or RFC 3339; none where it is missing or 0. */
    Optional<Instant> moment(String name) {
        return text(name).filter(text -> !text.equals("0")).map(text -> moment(name, text));
    }

    private static Instant moment(String name, String text) {
        try {
            if (!text.matches("[0-9]{1,12}([.][0-9]{1,9})?")) {
                return Instant.parse(text);
            }
            BigInteger nanos = new BigDecimal(text).multiply(BILLION).toBigInteger();
            BigInteger[] parts = nanos.divideAndRemainder(BILLION.toBigInteger());
            return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
        } catch (DateTimeException e) {
            throw Refusal.badRequest("invalid value \"%s\" of %s: not a time".formatted(text, name));
        }
    }

    /** {@code filters}: {@code {"label":["a=b"]}}, or {@code {"label":{"a=b":true}}} as older clients write it. */
    Filters filters(Set<String> known) {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> filter :
                parsed(text("filters").orElse("{}")).properties()) {
            if (!known.contains(filter.getKey())) {
                throw Refusal.badRequest("invalid filter '" + filter.getKey() + "'");
            }
            List<String> texts = new ArrayList<>();
            if (filter.getValue().isArray()) {
                filter.getValue().forEach(value -> texts.add(value.asText()));
            } else {
                filter.getValue().properties().stream()
                        .filter(value -> value.getValue().asBoolean())
                        .forEach(value -> texts.add(value.getKey()));
            }
            wanted.put(filter.getKey(), List.copyOf(texts));
        }
        return new Filters(wanted);
    }

    private static JsonNode parsed(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw Refusal.badRequest("invalid filters: " + text);
    }
}
