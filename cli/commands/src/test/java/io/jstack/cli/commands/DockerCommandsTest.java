package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.cli.commands.DockerCommands.Entry;
import io.jstack.cli.commands.DockerCommands.Flag;
import io.jstack.cli.commands.DockerCommands.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The table, the page and the program say the same. {@code mvn test -pl cli/commands -Dtest=DockerCommandsTest -Dcommands.write} writes
 * the page anew.
 */
class DockerCommandsTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "commands.md");
    private static final CommandTree TREE = CommandTree.whole();

    @TempDir
    Path directory;

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        if (System.getProperty("commands.write") != null) {
            Files.writeString(PAGE, CommandsPage.text(TREE));
        }
        assertThat(Files.readString(PAGE)).isEqualTo(CommandsPage.text(TREE));
    }

    static List<Entry> commandsThatAreThere() {
        return DockerCommands.all().stream()
                .filter(entry -> entry.refusal().isEmpty() && !entry.jstack().equals("jstack"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commandsThatAreThere")
    void aCommandIsThereUnderEachOfItsNamesAndHasItsOptions(Entry entry) throws Exception {
        CommandSpec spec = TREE.commands().get(entry.jstack().equals("convert") ? "config" : entry.jstack());
        assertThat(spec).as("jstack %s", entry.jstack()).isNotNull();
        Set<String> taken = new TreeSet<>(spec.optionsMap().keySet());
        Set<String> ofDocker = entry.flags().stream()
                .filter(flag -> !(flag instanceof Refused))
                .flatMap(flag -> flag.names().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(taken).containsAll(ofDocker);
        for (String name : entry.names()) {
            String here = entry.isOfCompose() ? entry.jstack() : name;
            List<String> words = new ArrayList<>(List.of(here.split(" ", -1)));
            words.add("--help");
            FakeTerminal terminal = new FakeTerminal(directory, words.toArray(String[]::new));
            assertThat(new Commands(new RecordingStacks().stacks(), "0").run(terminal))
                    .as(name)
                    .isZero();
            assertThat(terminal.shown()).as(name).startsWith("$ jstack ");
        }
    }

    @Test
    void theGlobalOptionsAreThere() {
        Set<String> ofDocker = DockerCommands.of("jstack").stream()
                .flatMap(entry -> entry.flags().stream())
                .flatMap(flag -> flag.names().stream())
                .collect(Collectors.toSet());
        assertThat(CommandTree.globals()).containsAll(ofDocker);
    }

    /** A command line, and why it is refused. */
    record Asked(List<String> words, DockerCommands.Refusal refusal) {}

    static Stream<Asked> whatIsRefused() {
        Stream<Asked> commands = DockerCommands.all().stream()
                .flatMap(entry -> entry.refusal().stream()
                        .map(refusal -> new Asked(List.of(entry.jstack().split(" ", -1)), refusal)));
        Stream<Asked> options = DockerCommands.all().stream()
                .flatMap(entry -> entry.flags().stream()
                        .filter(Refused.class::isInstance)
                        .map(Refused.class::cast)
                        .flatMap(flag -> flag.names().stream().map(name -> asked(entry, name, flag))));
        return Stream.concat(commands, options);
    }

    private static Asked asked(Entry entry, String name, Flag flag) {
        List<String> words = new ArrayList<>(List.of(entry.jstack().split(" ", -1)));
        words.add(name.startsWith("--") ? name + "=1" : name);
        return new Asked(words, ((Refused) flag).refusal());
    }

    @ParameterizedTest
    @MethodSource("whatIsRefused")
    void whatIsNotThereIsRefusedByItsName(Asked asked) throws Exception {
        FakeTerminal terminal = new FakeTerminal(directory, asked.words().toArray(String[]::new));
        int code = new Commands(new RecordingStacks().stacks(), "0").run(terminal);
        assertThat(code).isIn(ExitCode.FAILED, ExitCode.NOT_RUN);
        assertThat(terminal.complained())
                .contains("unsupported")
                .contains(asked.refusal().why())
                .contains("try: " + asked.refusal().instead());
    }
}
