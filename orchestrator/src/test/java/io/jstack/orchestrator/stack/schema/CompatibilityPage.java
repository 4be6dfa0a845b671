package io.jstack.orchestrator.stack.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** docs/compatibility.md: the verdicts of {@link ComposeSchema#keys()}, beside what is known of other programs. */
final class CompatibilityPage {
    private static final Map<String, String> SECTIONS = sections();

    private final String frame;
    private final Map<String, Peers> peers;

    /** What other programs do with a key: {@code yes}, {@code no}, or what they do of it. Empty: nobody looked. */
    private record Peers(String docker, String podman, String nerdctl) {}

    private CompatibilityPage(String frame, Map<String, Peers> peers) {
        this.frame = frame;
        this.peers = peers;
    }

    /** The page as it must be. */
    static String text() {
        return new CompatibilityPage(resource("compatibility-frame.md"), table(resource("compatibility-peers.tsv")))
                .whole();
    }

    private static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("services.*.build.", "Build");
        sections.put("services.*.deploy.", "Deploy");
        sections.put("services.*.develop.", "Develop");
        sections.put("services.*.x-jstack", "x-jstack of a service");
        sections.put("services.*.", "Services");
        sections.put("networks", "Networks");
        sections.put("volumes", "Volumes");
        sections.put("configs", "Configs");
        sections.put("secrets", "Secrets");
        sections.put("models", "Models");
        sections.put("x-jstack", "x-jstack of the stack");
        sections.put("", "The file");
        return sections;
    }

    private String whole() {
        Map<String, StringBuilder> tables = new LinkedHashMap<>();
        List.of(
                        "The file",
                        "Services",
                        "Build",
                        "Deploy",
                        "Develop",
                        "Networks",
                        "Volumes",
                        "Configs",
                        "Secrets",
                        "Models")
                .forEach(section -> tables.put(section, new StringBuilder()));
        List.of("x-jstack of a service", "x-jstack of the stack")
                .forEach(section -> tables.put(section, new StringBuilder()));
        ComposeSchema.keys()
                .forEach((path, key) -> tables.computeIfAbsent(section(path), other -> new StringBuilder())
                        .append(row(path, key)));
        StringBuilder page = new StringBuilder();
        tables.forEach((section, rows) -> page.append("\n### ")
                .append(section)
                .append(
                        "\n\n| key | jstack | | docker compose | podman-compose | nerdctl |\n| --- | --- | --- | --- | --- | --- |\n")
                .append(rows));
        return frame.replace("{{counts}}", counts()).replace("{{tables}}", page.toString());
    }

    private static String section(String path) {
        return SECTIONS.entrySet().stream()
                .filter(section -> path.startsWith(section.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private String row(String path, Element.Key key) {
        Peers known = peers(path);
        return "| `%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        path,
                        word(key.verdict()),
                        key.verdict().note(),
                        known.docker(),
                        known.podman(),
                        known.nerdctl());
    }

    private static String word(Verdict verdict) {
        return switch (verdict.kind()) {
            case IMPLEMENTED -> verdict.note().isEmpty() ? "yes" : "in part";
            case WARNED -> "warned";
            case REFUSED -> "refused";
        };
    }

    private static String counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List.of("yes", "in part", "warned", "refused").forEach(word -> counts.put(word, 0));
        ComposeSchema.keys().values().forEach(key -> counts.merge(word(key.verdict()), 1, Integer::sum));
        return "%d keys: %d yes, %d in part, %d warned about, %d refused."
                .formatted(
                        ComposeSchema.keys().size(),
                        counts.get("yes"),
                        counts.get("in part"),
                        counts.get("warned"),
                        counts.get("refused"));
    }

    /** Those of the key itself, else of the nearest key above it that somebody looked at. */
    private Peers peers(String path) {
        String at = path;
        while (true) {
            Peers known = peers.get(at);
            if (known != null) {
                return at.equals(path) ? known : new Inherited(known).peers();
            }
            int end = Math.max(at.lastIndexOf('.'), at.endsWith("[]") ? at.length() - 2 : -1);
            if (end < 0) {
                return new Peers("", "", "");
            }
            at = at.substring(0, end);
        }
    }

    /** Of a whole that works, a part may still be missing: docker compose is the reference, of the others only a no holds below. */
    private record Inherited(Peers above) {
        Peers peers() {
            return new Peers(above.docker(), no(above.podman()), no(above.nerdctl()));
        }

        private static String no(String word) {
            return word.equals("no") || word.equals("ignored") ? word : "";
        }
    }

    private static Map<String, Peers> table(String text) {
        Map<String, Peers> peers = new LinkedHashMap<>();
        for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
            String[] cells = line.split("\t", -1);
            for (String key : cells[0].split(" ", -1)) {
                peers.put(key, new Peers(cells[1], cells[2], cells[3]));
            }
        }
        return peers;
    }

    private static String resource(String name) {
        try (InputStream in = Optional.ofNullable(CompatibilityPage.class.getResourceAsStream(name))
                .orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
