package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same through the launcher: its shell has the command done by the server, and starts a client only where that must be. */
@Tag("root") // the server takes another process's descriptors
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoorTest extends TerminalTest {
    private static final Duration A_WHILE = Duration.ofMillis(500);

    /** A built tree of which only the launcher is real, and the client's classes. */
    @Override
    protected List<String> program() throws IOException {
        Path home = directory.resolve("home");
        Path built = Files.createDirectories(home.resolve("target/jstack"));
        Files.writeString(built.resolve("settings"), "java=%s\nversion=0.1.0\n".formatted(java()));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "io.jstack.cli.client.Main");
        manifest.getMainAttributes()
                .put(Attributes.Name.CLASS_PATH, classes().toUri().toString());
        new JarOutputStream(Files.newOutputStream(built.resolve("client.jar")), manifest).close();
        Path launcher = home.resolve("jstack");
        if (Files.notExists(launcher)) {
            Files.copy(Path.of("../../jstack"), launcher);
        }
        return List.of("sh", launcher.toString());
    }

    private static boolean isShell(Process process) throws IOException {
        return !Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/exe"))
                .endsWith("java");
    }

    @Test
    void noJavaIsStarted() throws Exception {
        Client sleep = client("sleep");
        await().until(() -> programs() == 1);
        assertThat(isShell(sleep.process())).isTrue();
        sleep.signal("TERM");
        assertThat(sleep.end().code()).isEqualTo(143);
    }

    @Test
    void oneThatUsesTheShellsDescriptorsHasAClient() throws Exception {
        Client sleep = shell("exec 8</dev/null; exec \"$@\"", "sleep");
        await().until(() -> programs() == 1);
        assertThat(isShell(sleep.process())).isFalse();
        sleep.signal("TERM");
        assertThat(sleep.end().code()).isEqualTo(143);
    }

    @Test
    void descriptorsAreTheClients() throws Exception {
        assertThat(shell("exec 5< /etc/hostname; \"$@\"", "read", "/dev/fd/5").finish())
                .isEqualTo(Files.readString(Path.of("/etc/hostname")));
        assertThat(shell("\"$@\" </etc/hostname", "read", "/dev/stdin").finish())
                .isEqualTo(Files.readString(Path.of("/etc/hostname")));
        assertThat(client("read", "/dev/fd/77").end().err()).contains("/dev/fd/77 (No such file or directory)");
        assertThat(shell("\"$@\" | tr a-z A-Z", "write", "/dev/stdout", "text").finish())
                .isEqualTo("TEXT");
    }

    /** The open file is shared, with its offset: what was there before and comes after stays. */
    @Test
    void outputGoesToTheOpenFileItself() throws Exception {
        Path out = directory.resolve("out");
        assertThat(shell("{ echo before; \"$@\"; echo after; } >" + out, "echo", "between")
                        .end()
                        .code())
                .isZero();
        assertThat(out).hasContent("before\nbetween\nafter");
    }

    @Test
    void aFileThatIsThereKeepsItsMode() throws Exception {
        Path file = Files.writeString(directory.resolve("there"), "longer than what comes");
        var mode = Files.getPosixFilePermissions(file);
        assertThat(shell("umask 077; \"$@\"", "write", file.toString(), "text")
                        .end()
                        .code())
                .isZero();
        assertThat(file).hasContent("text");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mode);
    }

    /** In the engine's own hands, the exported variables of the launcher's names are the user's. */
    @Test
    void variablesOfTheLaunchersNamesAreTheUsers() throws Exception {
        assertThat(shell("version=mine \"$@\"", "env", "version").finish()).isEqualTo("mine\n");
    }

    @Test
    void aClosedStandardStreamIsNothing() throws Exception {
        assertThat(shell("\"$@\" <&-", "cat").finish()).isEmpty();
        assertThat(shell("\"$@\" >&-", "both").end().err()).isEqualTo("to err\n");
    }

    /** Ctrl-Z: who waits is stopped, and what it would print waits as well. */
    @Test
    void nothingIsPrintedWhileTheClientIsStopped() throws Exception {
        Client zeros = client("zeros", "50000000");
        InputStream out = zeros.process().getInputStream();
        long bytes = out.readNBytes(1 << 20).length;
        zeros.signal("TSTP");
        await().until(() -> Files.readString(Path.of("/proc/" + zeros.process().pid() + "/stat"))
                .contains(") T "));
        long drained = drain(out);
        await().during(A_WHILE).until(() -> out.available() == 0);
        zeros.signal("CONT");
        assertThat(bytes + drained + out.readAllBytes().length).isEqualTo(50_000_000);
    }

    private static long drain(InputStream out) {
        long[] drained = {0};
        await().during(Duration.ofMillis(100)).until(() -> {
            int count = out.available();
            drained[0] += out.skip(count);
            return count == 0;
        });
        return drained[0];
    }

    @Test
    void anEngineThatGoesAwayIsReported() throws Exception {
        Client sleep = client("sleep");
        await().until(() -> programs() == 1);
        server.close();
        Ended ended = sleep.end();
        assertThat(ended.err()).contains("jstack: engine-gone: ").contains("\n  try: ");
        assertThat(ended.code()).isEqualTo(1);
        server = serve("0.1.0");
    }

    @Test
    void oneThatDoesNotReadHoldsUpNobody() throws Exception {
        Client zeros = client("zeros", "50000000");
        await().until(() -> programs() == 1);
        await().until(() -> zeros.process().getInputStream().available() > 0);
        zeros.signal("TSTP");
        assertThat(client("echo", "others").finish()).isEqualTo("others\n");
        zeros.process().destroyForcibly();
        await().until(() -> programs() == 0);
        assertThat(client("echo", "others").finish()).isEqualTo("others\n");
    }

    /** A shell that came as the engine left has made a file there. */
    @Test
    void whatLiesWhereTheDoorWasIsReplaced() throws Exception {
        server.close();
        Files.writeString(directory.resolve("s.door"), "knock 1 1 0.1.0\n");
        server = serve("0.1.0");
        noJavaIsStarted();
    }

    /** Who may write to the folder could make the door, and be root by it. */
    @Test
    void thereIsNoDoorWhereOthersWrite() throws Exception {
        server.close();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        server = serve("0.1.0");
        assertThat(directory.resolve("s.door")).doesNotExist();
        assertThat(client("echo", "by the socket").finish()).isEqualTo("by the socket\n");
    }

    @Test
    void anEngineWithoutClientsLeavesNothing() {
        server.close();
        assertThat(directory).isDirectoryNotContaining("glob:**.door*");
        server = serve("0.1.0");
    }

    /** The engine that died with the knock unread is followed by none: whoever waits can be told to go. */
    @Test
    void whoWaitsForADeadEngineCanBeEnded() throws Exception {
        server.close();
        Process engine = new ProcessBuilder("sleep", "infinity").start();
        String stat = Files.readString(Path.of("/proc/" + engine.pid() + "/stat"));
        String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        Files.writeString(directory.resolve("s.door.pid"), engine.pid() + " " + started + "\n");
        assertThat(new ProcessBuilder("mkfifo", directory.resolve("s.door").toString())
                        .start()
                        .waitFor())
                .isZero();
        Client waiting = client("echo");
        await().untilAsserted(() -> assertThat(directory.resolve("s.knocks")).isNotEmptyDirectory());
        engine.destroyForcibly().waitFor();
        await().untilAsserted(() -> {
            waiting.signal("TERM");
            assertThat(waiting.process().isAlive()).isFalse();
        });
        assertThat(waiting.process().exitValue()).isIn(130, 143); // 143: before it had come to its traps
        server = serve("0.1.0");
        assertThat(directory.resolve("s.knocks")).isEmptyDirectory();
    }

    /** They wait where the engine before died: the next one has nothing of their command, and says so. */
    @Test
    void whoKnockedAtADyingEngineIsTurnedAway() throws Exception {
        server.close();
        Path knock = directory.resolve("s.knocks/4711");
        assertThat(new ProcessBuilder("mkfifo", knock.toString()).start().waitFor())
                .isZero();
        try (RandomAccessFile waiting = new RandomAccessFile(knock.toFile(), "rw")) {
            server = serve("0.1.0");
            byte[] answer = new byte[3];
            waiting.readFully(answer);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("no\n");
            assertThat(knock).doesNotExist();
        }
    }

    /** A number that is not whom it says, as one from another pid namespace. */
    @Test
    void anotherProcessIsNotServed() throws Exception {
        Path knock = directory.resolve("s.knocks/" + ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("mkfifo", knock.toString()).start().waitFor())
                .isZero();
        try (RandomAccessFile waiting = new RandomAccessFile(knock.toFile(), "rw")) {
            Files.writeString(
                    directory.resolve("s.door"),
                    "knock %d 1 0.1.0%n".formatted(ProcessHandle.current().pid()),
                    StandardOpenOption.WRITE);
            byte[] answer = new byte[3];
            waiting.readFully(answer);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("no\n");
        }
        assertThat(client("echo", "still").finish()).isEqualTo("still\n");
    }

    @Test
    void whatIsNotUnderstoodDoesNoHarm() throws Exception {
        Files.writeString(directory.resolve("s.door"), "knock\nsignal 1\n\nknock x y z\n", StandardOpenOption.WRITE);
        assertThat(client("echo", "still").finish()).isEqualTo("still\n");
    }

    /** More than the door's pipe holds lines of, each with its own answer, and none with a process of Java's. */
    @Test
    void manyKnockAtOnce() throws Exception {
        String many = "for i in $(seq 600); do \"$@\" $i & [ $((i % 40)) != 0 ] || wait; done; wait";
        assertThat(shell(many, "echo")
                        .finish()
                        .lines()
                        .map(Integer::parseInt)
                        .sorted()
                        .toList())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 600).boxed().toList());
        noJavaIsStarted();
    }
}
