package io.jstack.images.distro;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The mirrors this machine takes its own packages from (sources.list(5), both formats), so that a bootstrap works behind the same
 * proxy, mirror or snapshot.
 */
final class AptSources {
    private static final String MAIN = "http://deb.debian.org/debian";
    private static final String SECURITY = "http://deb.debian.org/debian-security";

    private final List<Source> sources;

    private record Source(String uri, List<String> suites, List<String> components) {}

    private AptSources(List<Source> sources) {
        this.sources = sources;
    }

    static AptSources read(Path apt) {
        List<Source> found = new ArrayList<>();
        try {
            List<Path> files = new ArrayList<>(List.of(apt.resolve("sources.list")));
            Path directory = apt.resolve("sources.list.d");
            if (Files.isDirectory(directory)) {
                try (DirectoryStream<Path> more = Files.newDirectoryStream(directory, "*.{list,sources}")) {
                    more.forEach(files::add);
                }
            }
            for (Path file : files) {
                if (Files.isReadable(file)) {
                    List<String> lines = Files.readAllLines(file);
                    found.addAll(file.toString().endsWith(".sources") ? stanzas(lines) : oneLine(lines));
                }
            }
        } catch (IOException e) {
            System.getLogger("images")
                    .log(System.Logger.Level.WARNING, "apt sources unreadable  path={0} cause={1}", apt, e);
        }
        return new AptSources(found);
    }

    /** The lines of a sources.list for {@code suite}. */
    List<String> linesFor(DebianSuite suite) {
        String main = mirror(DebianSuite::isKnown).orElse(MAIN);
        List<String> lines = new ArrayList<>(List.of("deb %s %s main".formatted(main, suite.name())));
        if (suite.isRelease()) {
            String security = mirror(s -> s.endsWith("-security")).orElse(SECURITY);
            lines.add("deb %s %s-updates main".formatted(main, suite.name()));
            lines.add("deb %s %s-security main".formatted(security, suite.name()));
        }
        return lines;
    }

    private Optional<String> mirror(java.util.function.Predicate<String> suite) {
        return sources.stream()
                .filter(source -> source.components().contains("main")
                        && source.suites().stream().anyMatch(suite))
                .map(Source::uri)
                .findFirst();
    }

    private static List<Source> oneLine(List<String> lines) {
        List<Source> found = new ArrayList<>();
        for (String line : lines) {
            List<String> words = new ArrayList<>(
                    List.of(line.replaceAll("\\[[^]]*]", " ").strip().split("\\s+", -1)));
            if (words.size() >= 4 && words.get(0).equals("deb")) {
                found.add(new Source(words.get(1), List.of(words.get(2)), words.subList(3, words.size())));
            }
        }
        return found;
    }

    private static List<Source> stanzas(List<String> lines) {
        List<Source> found = new ArrayList<>();
        for (String stanza : String.join("\n", lines).split("\n\\s*\n", -1)) {
            if (field(stanza, "Types").contains("deb")
                    && !field(stanza, "Enabled").contains("no")) {
                List<String> uris = field(stanza, "URIs");
                if (!uris.isEmpty()) {
                    found.add(new Source(uris.get(0), field(stanza, "Suites"), field(stanza, "Components")));
                }
            }
        }
        return found;
    }

    private static List<String> field(String stanza, String name) {
        return stanza.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .flatMap(line ->
                        Arrays.stream(line.substring(name.length() + 1).strip().split("\\s+", -1)))
                .toList();
    }
}
