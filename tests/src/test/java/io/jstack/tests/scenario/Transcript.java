package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A session as a person would paste it: lines that begin with {@code $ } are typed, the others are what is then shown. An ellipsis
 * stands for anything within a line, and alone on a line for any lines.
 */
public final class Transcript {
    private static final Pattern DEFAULT_PORT = Pattern.compile("\\$\\{WEB_PORT:-(\\d+)}");
    private static final Pattern LOOKS = Pattern.compile("jstack (ps|logs|events|plan|volumes|port|images)\\b.*");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One command and what it shows. */
    private record Exchange(String command, List<String> shown) {
        Pattern pattern() {
            StringBuilder pattern = new StringBuilder();
            for (String line : shown) {
                if (line.equals("…")) {
                    pattern.append("(?:.*\n)*?");
                } else {
                    pattern.append(Arrays.stream(line.stripTrailing().split("…", -1))
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*?")))
                            .append("[ \t]*\n");
                }
            }
            return Pattern.compile(pattern.toString());
        }
    }

    private Transcript() {}

    /** Plays {@code EXPECTED} in the scenario's directory; published ports are moved to one that is free. */
    public static void play(Scenario scenario) {
        try {
            String text = Files.readString(scenario.directory().resolve("EXPECTED"));
            Matcher port =
                    DEFAULT_PORT.matcher(Files.readString(scenario.directory().resolve("stack.yaml")));
            if (port.find()) {
                scenario.withFreePort("WEB_PORT");
                text = text.replace(":" + port.group(1), ":" + scenario.variable("WEB_PORT"));
            }
            Path bin = Files.createDirectories(scenario.directory().resolve(".bin"));
            Files.createSymbolicLink(bin.resolve("jstack"), Suite.repository().resolve("jstack"));
            scenario.with("PATH", bin + ":" + System.getenv("PATH"));
            for (Exchange exchange : exchanges(text)) {
                scenario.step(exchange.command(), shows(exchange));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Act shows(Exchange exchange) {
        Act once = scenario -> {
            Command.Result result =
                    scenario.command(List.of("sh", "-c", exchange.command())).run();
            assertThat(result.output() + result.errors()).as("%s", result).matches(exchange.pattern());
            return result.output() + result.errors();
        };
        if (!LOOKS.matcher(exchange.command()).matches()) {
            return once;
        }
        return scenario -> {
            String[] seen = new String[1];
            Awaitility.await(exchange.command())
                    .atMost(PATIENCE)
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> seen[0] = once.perform(scenario));
            return seen[0];
        };
    }

    private static List<Exchange> exchanges(String text) {
        List<Exchange> exchanges = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("$ ")) {
                exchanges.add(new Exchange(line.substring(2), new ArrayList<>()));
            } else if (!line.startsWith("#")) {
                exchanges.get(exchanges.size() - 1).shown().add(line);
            }
        }
        return exchanges;
    }
}
