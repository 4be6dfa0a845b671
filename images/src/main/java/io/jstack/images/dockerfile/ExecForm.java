package io.jstack.images.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code ["program", "argument"]}: a command without a shell. */
public final class ExecForm {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ExecForm() {}

    /** The strings; empty for anything else than an array of them, which is then a shell's. */
    public static Optional<List<String>> read(String arguments) {
        if (!arguments.startsWith("[")) {
            return Optional.empty();
        }
        try {
            List<String> items = new ArrayList<>();
            for (JsonNode item : JSON.readTree(arguments)) {
                if (!item.isTextual()) {
                    return Optional.empty();
                }
                items.add(item.asText());
            }
            return Optional.of(List.copyOf(items));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // "[ -f x ] && y" is a shell command
        }
    }
}
