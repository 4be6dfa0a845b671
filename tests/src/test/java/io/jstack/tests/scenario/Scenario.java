package io.jstack.tests.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A duty of the system in a sentence, and the steps that show it. Its stack file lies in {@code tests/scenarios/<name>} and runs by
 * hand. Steps run as they are written; the first that fails tells the whole story so far.
 */
public final class Scenario {
    private static final ThreadLocal<Optional<Suite>> SUITE = ThreadLocal.withInitial(Optional::empty);
    private static final ThreadLocal<Set<String>> FILES_BEFORE = ThreadLocal.withInitial(Set::of);
    private static final ThreadLocal<Set<String>> HOLDERS_BEFORE = ThreadLocal.withInitial(Set::of);
    private static final ThreadLocal<Deque<Scenario>> OPEN = ThreadLocal.withInitial(ArrayDeque::new);

    private final String duty;
    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> story = new ArrayList<>();
    private final Map<String, List<Replica>> before = new TreeMap<>();

    private Instant stepBegan = Instant.now();

    private Scenario(String duty, Path directory) {
        this.duty = duty;
        this.directory = directory;
        story.add(duty + " (" + directory + ")");
    }

    /**
     * Opens the scenario of that name.
     *
     * @param name a directory below {@code tests/scenarios}
     * @param duty what must happen, in one sentence
     */
    public static Scenario of(String name, String duty) {
        return at(Suite.repository().resolve("tests/scenarios").resolve(name), duty);
    }

    /** The folder of this clone. */
    public static Path repository() {
        return Suite.repository();
    }

    /** A scenario whose stack file lies elsewhere: an example. */
    public static Scenario at(Path directory, String duty) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("no scenario directory " + directory);
        }
        Scenario scenario = new Scenario(duty, copyOf(directory));
        OPEN.get().push(scenario);
        return scenario;
    }

    /** Lets the stack file use {@code ${variable}} for a port nobody listens on. */
    public Scenario withFreePort(String variable) {
        return with(variable, Integer.toString(freePort()));
    }

    /** Sets an environment variable for every command of the scenario. */
    public Scenario with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Does one thing, then looks at what came of it. */
    public Scenario step(String what, Act act, Check... checks) {
        story.add("- " + what);
        remember();
        try {
            story.add(act.perform(this).indent(4).stripTrailing());
            for (Check check : checks) {
                check.verify(this);
                story.add("    ok: " + check);
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    String.join("\n", story) + "\n    FAILED: " + e.getMessage() + "\n" + lastWords(), e);
        }
        return this;
    }

    /** A step that only looks. */
    public Scenario then(String what, Check... checks) {
        return step(what, scenario -> "", checks);
    }

    /** Where the scenario's files are for this run: a copy, which containers may write to. */
    public Path directory() {
        return directory;
    }

    /** Whether it was set by {@link #with}. */
    public boolean has(String variable) {
        return environment.containsKey(variable);
    }

    /** What was set by {@link #with}. */
    public String variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .orElseThrow(() -> new IllegalArgumentException("the scenario sets no " + name));
    }

    /** Replaces each {@code ${NAME}} the scenario has set. */
    String expand(String text) {
        String expanded = text;
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            expanded = expanded.replace("${" + entry.getKey() + "}", entry.getValue());
        }
        return expanded;
    }

    Command.Result jstack(String... words) {
        return launcher(words).run();
    }

    /** The launcher with these words, not run yet. */
    Command launcher(String... words) {
        String[] expanded = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            expanded[i] = expand(words[i]);
        }
        return suite().jstack(directory, environment, expanded);
    }

    Command command(List<String> words) {
        return new Command(words.stream().map(this::expand).toList(), directory, environment, "")
                .withEnvironment("JSTACK_INSTANCE", suite().instance().name())
                .withEnvironment("JSTACK", suite().launcher().toString());
    }

    /** The launcher as the user nobody runs it, installed where everybody can read it: the clone may be root's alone. */
    Command.Result stranger(List<String> words) {
        Path installed = directory.resolveSibling("installed");
        Path built = Suite.repository().resolve("target/jstack");
        try {
            Files.createDirectories(installed.resolve("target/jstack"));
            Files.copy(suite().launcher(), installed.resolve("jstack"), StandardCopyOption.REPLACE_EXISTING);
            for (String file : List.of("settings", "client.jar")) {
                Files.copy(
                        built.resolve(file),
                        installed.resolve("target/jstack").resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.of(
                        "chmod",
                        "-R",
                        "a+rX",
                        directory.resolveSibling(".").normalize().toString())
                .run();
        List<String> all = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                installed.resolve("jstack").toString()));
        all.addAll(words);
        Map<String, String> variables = new TreeMap<>(environment);
        variables.putIfAbsent("JSTACK_INSTANCE", suite().instance().name());
        return new Command(all, Path.of("/"), variables, "").run();
    }

    /** The replicas of a service as they were before the step. */
    List<Replica> before(String service) {
        return before.getOrDefault(service, List.of());
    }

    /** The replicas of the stack now. */
    List<Replica> replicas() {
        return Replica.parse(jstack("ps", "-a", "--format", "json"));
    }

    List<Replica> replicas(String service) {
        return replicas().stream()
                .filter(replica -> replica.service().equals(service))
                .toList();
    }

    static Suite suite() {
        return SUITE.get()
                .orElseThrow(() -> new IllegalStateException("the test class needs @ExtendWith(CleanHost.class)"));
    }

    static void begin(Suite suite) {
        SUITE.set(Optional.of(suite));
        FILES_BEFORE.set(suite.instance().files());
        HOLDERS_BEFORE.set(Instance.allHolders());
    }

    /** What an earlier test left, and failed for: this one is not to fail for it too. */
    static Set<String> filesBefore() {
        return FILES_BEFORE.get();
    }

    /** The same for holders, of whatever instance. */
    static Set<String> holdersBefore() {
        return HOLDERS_BEFORE.get();
    }

    /** Takes down every stack a test brought up. */
    static void endAll() {
        Deque<Scenario> open = OPEN.get();
        while (!open.isEmpty()) {
            Scenario scenario = open.pop();
            Command.Result down = scenario.jstack("down", "-v", "--remove-orphans", "-t", "1");
            // a file that cannot be read has brought nothing up: then there is no project at all
            if (down.exitCode() != 0
                    && !scenario.jstack("ls", "-a", "-q").output().isBlank()) {
                throw new AssertionError("the stack of \"" + scenario.duty + "\" does not go down: " + down);
            }
            Suite.delete(scenario.directory.resolveSibling(".").normalize());
        }
    }

    Instant stepBegan() {
        return stepBegan;
    }

    private void remember() {
        stepBegan = Instant.now();
        before.clear();
        Command.Result ps = jstack("ps", "-a", "--format", "json");
        if (ps.exitCode() == 0) {
            for (Replica replica : Replica.parse(ps)) {
                before.computeIfAbsent(replica.service(), service -> new ArrayList<>())
                        .add(replica);
            }
        }
    }

    /** What a person would ask first. */
    private String lastWords() {
        return jstack("ps", "-a") + "\n" + jstack("logs", "--tail", "30");
    }

    private static Path copyOf(Path directory) {
        try {
            Path copy = Files.createTempDirectory("jstack-scenario").resolve(directory.getFileName());
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.toList()) {
                    Files.copy(
                            path,
                            copy.resolve(directory.relativize(path).toString()),
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
