package io.jstack.images.build;

import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.dockerfile.Keyword;
import io.jstack.images.dockerfile.Pairs;
import io.jstack.images.dockerfile.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions that only change what the image says about its containers. */
final class ConfigInstructions {
    private static final Pattern PORT =
            Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp|sctp))?", Pattern.CASE_INSENSITIVE);
    /** signal(7). */
    private static final Pattern SIGNAL = Pattern.compile(
            "(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|STKFLT|CHLD|CONT|STOP|TSTP"
                    + "|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|PWR|SYS|RTMIN(?:[+][0-9]{1,2})?|RTMAX(?:-[0-9]{1,2})?)"
                    + "|[0-9]{1,2}",
            Pattern.CASE_INSENSITIVE);

    private static final Set<Keyword> NOT_AS_TRIGGER = Set.of(Keyword.FROM, Keyword.ONBUILD, Keyword.MAINTAINER);
    private static final int MAX_PORT = 65535;

    private final Dockerfile file;

    ConfigInstructions(Dockerfile file) {
        this.file = file;
    }

    /** Carries {@code instruction} out on {@code draft}; false when it is of another kind. */
    boolean apply(Instruction instruction, ContainerDraft draft, Map<String, String> variables) {
        switch (instruction.keyword()) {
            case ENV -> pairs(instruction, variables).forEach((name, value) -> draft.env.put(name, value));
            case LABEL -> pairs(instruction, variables).forEach((name, value) -> draft.labels.put(name, value));
            case USER -> draft.user = one(instruction, variables);
            case EXPOSE -> expose(instruction, draft, variables);
            case VOLUME -> volumes(instruction, draft, variables);
            case SHELL -> draft.shell = shell(instruction);
            case STOPSIGNAL -> draft.stopSignal = java.util.Optional.of(signal(instruction, variables));
            case HEALTHCHECK ->
                draft.healthcheck = java.util.Optional.of(new HealthcheckInstruction(file, instruction).read(draft));
            case CMD -> {
                draft.cmd = command(instruction, draft);
                draft.hasOwnCmd = true;
            }
            case ENTRYPOINT -> {
                draft.entrypoint = command(instruction, draft);
                draft.cmd = draft.hasOwnCmd ? draft.cmd : List.of();
            }
            case ONBUILD -> onBuild(instruction, draft);
            case MAINTAINER ->
                draft.author = java.util.Optional.of(instruction.arguments().strip());
            default -> {
                return false;
            }
        }
        return true;
    }

    private Map<String, String> pairs(Instruction instruction, Map<String, String> variables) {
        Map<String, String> result = new java.util.LinkedHashMap<>();
        for (Pairs.Pair pair : Pairs.of(instruction.arguments(), file.escape())) {
            String name = Expansion.of(file, instruction, pair.name(), variables);
            if (pair.value().isEmpty() || name.isEmpty()) {
                throw invalid(
                        instruction,
                        "%s has no value for '%s'".formatted(instruction.keyword(), pair.name()),
                        "write %s NAME=value".formatted(instruction.keyword()));
            }
            // all on one line see the variables as they were before it
            result.put(name, Expansion.of(file, instruction, pair.value().get(), variables));
        }
        return result;
    }

    private String one(Instruction instruction, Map<String, String> variables) {
        List<String> words = Words.split(instruction.arguments(), file.escape());
        String value = words.size() == 1 ? Expansion.of(file, instruction, words.get(0), variables) : "";
        if (value.isEmpty()) {
            throw invalid(
                    instruction,
                    "%s takes one argument, not '%s'".formatted(instruction.keyword(), instruction.arguments()),
                    "write one, in quotes when it has spaces");
        }
        return value;
    }

    private void expose(Instruction instruction, ContainerDraft draft, Map<String, String> variables) {
        String expanded = Expansion.of(file, instruction, instruction.arguments(), variables);
        for (String word : Words.split(expanded, file.escape())) {
            Matcher matcher = PORT.matcher(word);
            int first = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
            int last = first >= 0 && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : first;
            if (first < 0 || last < first || last > MAX_PORT) {
                throw invalid(instruction, "'" + word + "' is no port", "write 80, 80/udp or 8000-8010/tcp");
            }
            String protocol =
                    matcher.group(3) == null ? "tcp" : matcher.group(3).toLowerCase(Locale.ROOT);
            for (int port = first; port <= last; port++) {
                draft.exposedPorts.add(port + "/" + protocol);
            }
        }
    }

    private void volumes(Instruction instruction, ContainerDraft draft, Map<String, String> variables) {
        List<String> words = instruction.json().orElseGet(() -> Words.split(instruction.arguments(), file.escape()));
        for (String word : words) {
            String path = Expansion.of(file, instruction, word, variables).strip();
            if (path.isEmpty()) {
                throw invalid(instruction, "VOLUME has an empty path", "write an absolute path");
            }
            draft.volumes.add(path.startsWith("/") ? path : WorkingDirectory.join(draft.workingDir, path));
        }
    }

    private List<String> shell(Instruction instruction) {
        return instruction
                .json()
                .filter(words -> !words.isEmpty())
                .orElseThrow(
                        () -> invalid(instruction, "SHELL takes a JSON array", "write SHELL [\"/bin/bash\", \"-c\"]"));
    }

    private String signal(Instruction instruction, Map<String, String> variables) {
        String signal = one(instruction, variables);
        if (!SIGNAL.matcher(signal).matches()) {
            throw invalid(instruction, "'" + signal + "' is no signal", "write its name or number: SIGTERM, 15");
        }
        return signal;
    }

    private static List<String> command(Instruction instruction, ContainerDraft draft) {
        return instruction.json().orElseGet(() -> draft.inShell(instruction.arguments()));
    }

    private void onBuild(Instruction instruction, ContainerDraft draft) {
        String first = instruction.arguments().split("\\s", 2)[0].toUpperCase(java.util.Locale.ROOT);
        if (NOT_AS_TRIGGER.stream().anyMatch(k -> k.name().equals(first))) {
            throw invalid(instruction, "ONBUILD cannot hold " + first, "put another instruction behind it");
        }
        List<String> all = new ArrayList<>(draft.onBuild);
        all.add(instruction.arguments());
        draft.onBuild = all;
    }

    private RuntimeException invalid(Instruction instruction, String message, String remedy) {
        return file.error(ImageError.DOCKERFILE_INVALID, instruction, message, remedy);
    }
}
