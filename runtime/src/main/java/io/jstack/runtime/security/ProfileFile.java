package io.jstack.runtime.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.runtime.security.SeccompProfile.Condition;
import io.jstack.runtime.security.SeccompProfile.Rule;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Reads Docker's JSON profiles, the present form and the old one with a single {@code name} and {@code architectures}. */
final class ProfileFile {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})");

    private final Path file;

    private ProfileFile(Path file) {
        this.file = file;
    }

    static SeccompProfile read(Path file) {
        try {
            return new ProfileFile(file).profile(JSON.readTree(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw new JstackException(
                    SecurityError.SECCOMP_PROFILE_INVALID,
                    new Place(
                            file.toString(),
                            e.getLocation().getLineNr(),
                            e.getLocation().getColumnNr()),
                    "not JSON: " + e.getOriginalMessage(),
                    "a profile in the form of Docker's default");
        } catch (IOException e) {
            throw new JstackException(
                    SecurityError.SECCOMP_PROFILE_INVALID,
                    "cannot read the seccomp profile %s: %s".formatted(file, e.getMessage()),
                    "a path on the host of the engine",
                    e);
        }
    }

    private SeccompProfile profile(JsonNode json) {
        if (!json.isObject()) {
            throw invalid("a profile is an object", "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": []}");
        }
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : json.path("syscalls")) {
            rules.add(rule(rule));
        }
        return new SeccompProfile(
                action(json.path("defaultAction")),
                integer(json.path("defaultErrnoRet")),
                architectures(json),
                texts(json.path("flags")),
                rules);
    }

    private Map<String, List<String>> architectures(JsonNode json) {
        Map<String, List<String>> architectures = new HashMap<>();
        for (JsonNode entry : json.path("archMap")) {
            architectures.put(entry.path("architecture").asText(), texts(entry.path("subArchitectures")));
        }
        List<String> flat = texts(json.path("architectures"));
        flat.forEach(architecture -> architectures.put(architecture, flat));
        architectures.values().forEach(list -> list.forEach(this::checkArchitecture));
        return architectures;
    }

    private void checkArchitecture(String name) {
        if (!name.startsWith("SCMP_ARCH_")) {
            throw invalid("no architecture " + name, "SCMP_ARCH_X86_64");
        }
    }

    private Rule rule(JsonNode json) {
        List<String> names = new ArrayList<>(texts(json.path("names")));
        if (json.path("name").isTextual()) {
            names.add(json.path("name").asText());
        }
        if (names.isEmpty()) {
            throw invalid("a rule without names", "\"names\": [\"mount\"]");
        }
        List<Seccomp.Arg> args = new ArrayList<>();
        for (JsonNode arg : json.path("args")) {
            args.add(new Seccomp.Arg(
                    arg.path("index").asInt(),
                    arg.path("value").bigIntegerValue().longValue(),
                    arg.path("valueTwo").bigIntegerValue().longValue(),
                    arg.path("op").asText()));
        }
        JsonNode includes = json.path("includes");
        JsonNode excludes = json.path("excludes");
        if (!excludes.path("minKernel").isMissingNode()) {
            throw invalid("minKernel below excludes of " + names.get(0), "minKernel below includes");
        }
        return new Rule(
                new Seccomp.Syscall(names, action(json.path("action")), integer(json.path("errnoRet")), args),
                new Condition(
                        capabilities(includes),
                        capabilities(excludes),
                        Set.copyOf(texts(includes.path("arches"))),
                        Set.copyOf(texts(excludes.path("arches"))),
                        version(includes.path("minKernel"))));
    }

    private Set<Capability> capabilities(JsonNode filter) {
        Set<Capability> capabilities = new LinkedHashSet<>();
        for (String name : texts(filter.path("caps"))) {
            capabilities.add(Capability.parse(name)
                    .orElseThrow(() -> invalid("no capability " + name, "a name of man 7 capabilities")));
        }
        return capabilities;
    }

    private List<Integer> version(JsonNode json) {
        if (json.isMissingNode() || json.isNull()) {
            return List.of();
        }
        Matcher version = VERSION.matcher(json.asText());
        if (!version.matches()) {
            throw invalid("no kernel version " + json.asText(), "\"4.8\"");
        }
        return List.of(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
    }

    private String action(JsonNode json) {
        String action = json.asText();
        if (!SeccompWords.ACTIONS.containsKey(action)) {
            throw invalid(
                    "no seccomp action " + (action.isEmpty() ? "given" : action),
                    "one of "
                            + String.join(
                                    ", ",
                                    SeccompWords.ACTIONS.keySet().stream()
                                            .sorted()
                                            .toList()));
        }
        return action;
    }

    private static OptionalInt integer(JsonNode json) {
        return json.isInt() ? OptionalInt.of(json.asInt()) : OptionalInt.empty();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private JstackException invalid(String what, String remedy) {
        return new JstackException(SecurityError.SECCOMP_PROFILE_INVALID, file + ": " + what, remedy);
    }
}
