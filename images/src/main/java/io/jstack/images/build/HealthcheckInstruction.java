package io.jstack.images.build;

import io.jstack.images.Healthcheck;
import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Flag;
import io.jstack.images.dockerfile.Instruction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code HEALTHCHECK [--interval=…] … CMD command}, or {@code HEALTHCHECK NONE}. */
record HealthcheckInstruction(Dockerfile file, Instruction instruction) {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    Healthcheck read(ContainerDraft draft) {
        String text = instruction.arguments();
        String kind = text.split("\\s", 2)[0];
        String rest = text.substring(kind.length()).strip();
        if (kind.equalsIgnoreCase("NONE") && rest.isEmpty()) {
            return Healthcheck.none();
        }
        if (!kind.equalsIgnoreCase("CMD") || rest.isEmpty()) {
            throw invalid("HEALTHCHECK takes CMD and a command, or NONE, not '" + text + "'");
        }
        List<String> test = new ArrayList<>();
        // its JSON begins behind CMD, where the parser does not look
        Optional<List<String>> json = io.jstack.images.dockerfile.ExecForm.read(rest);
        if (json.isPresent()) {
            test.add("CMD");
            test.addAll(json.get());
        } else {
            test.add("CMD-SHELL");
            test.add(rest);
        }
        return new Healthcheck(
                test,
                duration("interval"),
                duration("timeout"),
                duration("start-period"),
                duration("start-interval"),
                retries());
    }

    private Optional<Integer> retries() {
        return instruction.flag("retries").map(flag -> {
            try {
                int count = Integer.parseInt(flag.value());
                if (count >= 0) {
                    return count;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw invalid("--retries is no number: '" + flag.value() + "'");
        });
    }

    private Optional<Duration> duration(String name) {
        return instruction.flag(name).map(this::duration);
    }

    /** Go's form: {@code 1m30s}, {@code 500ms}. */
    private Duration duration(Flag flag) {
        Matcher matcher = PART.matcher(flag.value());
        double nanos = 0;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            nanos += Double.parseDouble(matcher.group(1)) * NANOS.getOrDefault(matcher.group(2), 0L);
            end = matcher.end();
        }
        if (end == 0 || end != flag.value().length()) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    flag.place(),
                    "%s is no duration: '%s'".formatted(flag, flag.value()),
                    "write it as 30s, 500ms or 1m30s");
        }
        return Duration.ofNanos((long) nanos);
    }

    private RuntimeException invalid(String message) {
        return file.error(
                ImageError.DOCKERFILE_INVALID,
                instruction,
                message,
                "write HEALTHCHECK --interval=5s --retries=3 CMD command");
    }
}
