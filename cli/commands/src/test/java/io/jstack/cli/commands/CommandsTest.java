package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.engine.LogRequest;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final ContainerId ID = new ContainerId("0123456789abcdef".repeat(4));

    @TempDir
    Path directory;

    private final RecordingStacks engine = new RecordingStacks();

    @BeforeEach
    void aStackFile() throws IOException {
        Files.writeString(directory.resolve("stack.yaml"), """
                name: shop
                services:
                  web: {image: nginx, depends_on: [db]}
                  db: {image: postgres}
                """);
        Files.writeString(directory.resolve("other.yaml"), "name: other\nservices: {one: {image: a}}\n");
    }

    private FakeTerminal ran(int code, String... words) throws Exception {
        return ran(code, new FakeTerminal(directory, words));
    }

    private FakeTerminal ran(int code, FakeTerminal terminal) throws Exception {
        int ended = new Commands(engine.stacks(), "0.1.0").run(terminal);
        assertThat(ended).as("%s%s", terminal.shown(), terminal.complained()).isEqualTo(code);
        return terminal;
    }

    private UpOptions upOptions() {
        return (UpOptions) engine.asked("up").get(0).with().get(1);
    }

    @Test
    void aFileIsNamedBeforeTheCommandOrAfterIt() throws Exception {
        ran(0, "-f", "other.yaml", "up", "-d");
        ran(0, "up", "-d", "-f", "other.yaml");
        ran(0, "up", "-d", "--file=other.yaml");
        assertThat(engine.asked("up"))
                .extracting(call -> ((Stack) call.with().get(0)).project())
                .containsExactly("other", "other", "other");
    }

    @Test
    void theProjectIsNamedOnEitherSideAndTheLastNameCounts() throws Exception {
        ran(0, "-p", "a", "ps");
        ran(0, "ps", "--project-name", "b");
        ran(0, new FakeTerminal(directory, "ps").with("COMPOSE_PROJECT_NAME", "c"));
        ran(0, "ps");
        assertThat(engine.asked("ps")).extracting(call -> call.with().get(0)).containsExactly("a", "b", "c", "shop");
    }

    @Test
    void anOptionOfTheCommandsOwnCountsAfterIt() throws Exception {
        ran(0, "-f", "other.yaml", "logs", "-f");
        Stacks.Logs logs = (Stacks.Logs) engine.asked("logs").get(0).with().get(1);
        assertThat(engine.asked("logs").get(0).with().get(0)).isEqualTo("other");
        assertThat(logs.follow()).isEqualTo(LogRequest.Follow.FOR_EVER);
    }

    @Test
    void completionIsToldTheNamesOfTheCommands() throws Exception {
        assertThat(ran(0, "help", "--commands").shown().lines())
                .contains("up", "down", "exec")
                .containsAll(Verbs.NAMES);
    }

    @Test
    void theStackIsReadFromStandardInput() throws Exception {
        ran(0, new FakeTerminal(directory, "-f", "-", "up", "-d").typing("name: piped\nservices: {one: {image: a}}\n"));
        assertThat(((Stack) engine.asked("up").get(0).with().get(0)).project()).isEqualTo("piped");
    }

    @Test
    void upSaysWhatItsFlagsSay() throws Exception {
        ran(
                0,
                "up",
                "--wait",
                "--wait-timeout",
                "5",
                "--scale",
                "web=3",
                "--force-recreate",
                "--no-deps",
                "-V",
                "-t",
                "2",
                "web");
        assertThat(upOptions().services()).containsExactly("web");
        assertThat(upOptions().ready()).contains(Duration.ofSeconds(5));
        assertThat(upOptions().scale()).isEqualTo(Map.of("web", 3));
        assertThat(upOptions().recreate()).isEqualTo(UpOptions.Recreate.ALL);
        assertThat(upOptions().dependencies()).isEqualTo(UpOptions.Dependencies.LEFT_ALONE);
        assertThat(upOptions().timeout()).contains(Duration.ofSeconds(2));
    }

    @Test
    void whatContradictsItselfIsRefused() throws Exception {
        assertThat(ran(1, "up", "-d", "--build", "--no-build").complained())
                .contains("usage")
                .contains("--no-build");
        assertThat(ran(1, "up", "-d", "--scale", "web=many").complained()).contains("web=many");
        assertThat(engine.asked("up")).isEmpty();
    }

    @Test
    void downTakesVolumesOnlyWhenAsked() throws Exception {
        ran(0, "down");
        ran(0, "down", "-v", "-t", "1");
        assertThat(engine.asked("down"))
                .extracting(call -> ((DownOptions) call.with().get(1)).volumes())
                .containsExactly(DownOptions.Volumes.KEEP, DownOptions.Volumes.REMOVE);
    }

    @Test
    void anUnknownOptionPrintsTheUsage() throws Exception {
        FakeTerminal terminal = ran(1, "down", "--volume-s");
        assertThat(terminal.complained())
                .contains("--volume-s")
                .contains("jstack down --help")
                .contains("Usage: jstack down");
    }

    @Test
    void anUnknownCommandNamesTheOneThatWasMeant() throws Exception {
        assertThat(ran(1, "dwon").complained()).contains("dwon").contains("try: jstack down");
    }

    @Test
    void everyCommandHasHelpThatBeginsWithAnExample() throws Exception {
        for (String verb : Verbs.NAMES) {
            FakeTerminal terminal = ran(0, verb, "--help");
            assertThat(terminal.shown()).as(verb).startsWith("$ jstack " + verb);
            assertThat(terminal.shown().lines().count()).as(verb).isLessThan(60);
        }
        assertThat(ran(0, "help", "up").shown())
                .isEqualTo(ran(0, "up", "--help").shown());
    }

    @Test
    void everyProblemIsToldWithItsPlaceAndItsWayOut() throws Exception {
        Files.writeString(directory.resolve("stack.yaml"), "services:\n  web: {image: a, colour: red}\n");
        FakeTerminal terminal = ran(1, "up", "-d");
        assertThat(terminal.complained())
                .contains("stack.yaml:2:")
                .contains("colour")
                .contains("try:");
        assertThat(terminal.complained()).doesNotContain("\tat ");
    }

    @Test
    void anInterruptedVerbEndsAsTheSignalWould() throws Exception {
        engine.answering(
                "stop",
                new JstackException(io.jstack.orchestrator.ControlError.INTERRUPTED, "given up", "jstack stop"));
        ran(130, "stop");
    }

    @Test
    void psShowsATable() throws Exception {
        engine.answering("ps", List.of(running()));
        assertThat(ran(0, "ps").shown()).isEqualTo("""
                        NAME         IMAGE     COMMAND      SERVICE   CREATED         STATUS                   PORTS
                        shop-web-1   nginx:1   "nginx -g"   web       3 minutes ago   Up 2 minutes (healthy)   127.0.0.1:8080->80/tcp
                        """);
    }

    @Test
    void psShowsTheFieldsThatAreAskedFor() throws Exception {
        engine.answering("ps", List.of(running()));
        assertThat(ran(0, "ps", "--format", "{{.Name}} {{.Pid}} {{.Health}}").shown())
                .isEqualTo("shop-web-1 812 healthy\n");
        assertThat(ran(0, "ps", "--format", "json").shown())
                .contains("\"Pid\":812")
                .contains("\"State\":\"running\"");
        assertThat(ran(0, "ps", "-q").shown()).isEqualTo(ID + "\n");
        assertThat(ran(1, "ps", "--format", "{{.Colour}}").complained()).contains(".Colour");
    }

    @Test
    void execPassesWordsAfterTheServiceUntouched() throws Exception {
        engine.answering("ps", List.of(running())).answering("exec", OptionalInt.of(7));
        ran(
                7,
                new FakeTerminal(directory, "exec", "-T", "-e", "HERE", "web", "ls", "-l", "--", "-f")
                        .with("HERE", "there"));
        Stacks.Exec exec = (Stacks.Exec) engine.asked("exec").get(0).with().get(1);
        assertThat(exec.command()).containsExactly("ls", "-l", "--", "-f");
        assertThat(exec.environment()).containsExactly("HERE=there");
        assertThat(exec.tty()).isFalse();
    }

    @Test
    void attachJoinsWhatRunsAndSaysWhenItWasLetGo() throws Exception {
        engine.answering("ps", List.of(running()))
                .answering("hasTerminal", true)
                .answering("join", OptionalInt.empty());
        assertThat(ran(0, new FakeTerminal(directory, "attach", "--detach-keys", "ctrl-x", "web").onScreen())
                        .complained())
                .isEqualTo("\ndetached; shop-web-1 still runs\n");
        assertThat(engine.asked("join").get(0).with()).contains(ID, "ctrl-x");
        engine.answering("join", OptionalInt.of(7));
        ran(7, new FakeTerminal(directory, "attach", "web").onScreen());
        assertThat(engine.asked("join").get(1).with()).contains("ctrl-p,ctrl-q");
        assertThat(ran(1, "attach", "web").complained()).contains("jstack attach --no-stdin web");
    }

    @Test
    void execOfWhatDoesNotRunSaysSo() throws Exception {
        assertThat(ran(1, "exec", "web", "true").complained())
                .contains("not-running")
                .contains("jstack up -d web");
    }

    @Test
    void aPortIsPrintedOrMissedByName() throws Exception {
        engine.answering("ps", List.of(running()));
        assertThat(ran(0, "port", "web", "80").shown()).isEqualTo("127.0.0.1:8080\n");
        assertThat(ran(1, "port", "web", "81").complained()).contains("81/tcp");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() throws Exception {
        assertThat(ran(1, new FakeTerminal(directory, "nothing").onScreen()).complained())
                .contains("\u001b[31m");
        assertThat(ran(1, new FakeTerminal(directory, "nothing").onScreen().with("NO_COLOR", "1"))
                        .complained())
                .doesNotContain("\u001b");
        assertThat(ran(1, "nothing").complained()).doesNotContain("\u001b");
    }

    private static ContainerStatus running() {
        Instant now = Instant.now();
        Observed.OfContainer container = new Observed.OfContainer(
                ID,
                "shop-web-1",
                "web",
                1,
                false,
                "hash",
                "nginx:1",
                "sha256:1",
                "nginx -g",
                Observed.State.RUNNING,
                OptionalInt.of(812),
                Health.HEALTHY,
                Optional.empty(),
                now.minusSeconds(190),
                Optional.of(now.minusSeconds(130)),
                Optional.empty(),
                0,
                Map.of("shop_default", "10.64.0.2"),
                List.of(new Observed.Publish("127.0.0.1", 8080, 80, "tcp")),
                List.of());
        return new ContainerStatus(
                container, ContainerStatus.Phase.RUNNING, Health.HEALTHY, Optional.empty(), "", List.of());
    }
}
