package io.jstack.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jstack.engine.terminal.TerminalServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real client, as a process, against the real server: what a shell user can tell apart must come through unchanged. */
class TerminalTest {
    @TempDir
    protected Path directory;

    private final AtomicBoolean stopped = new AtomicBoolean();
    protected TerminalServer server;

    @BeforeEach
    void listen() {
        server = serve("0.1.0");
    }

    @AfterEach
    void close() {
        server.close();
    }

    protected TerminalServer serve(String version) {
        return TerminalServer.start(
                new TerminalServer.Settings(directory.resolve("s"), version, "jstack", () -> stopped.set(true)),
                new DemoProgram());
    }

    @Test
    void argumentsAndOutputPassUnchanged() throws Exception {
        assertThat(client("echo", "a b", "", "ü", "-x").finish()).isEqualTo("a b||ü|-x\n");
    }

    @Test
    void outputAndErrorStayApart() throws Exception {
        Ended ended = client("both").end();
        assertThat(ended.out).isEqualTo("to out\n");
        assertThat(ended.err).isEqualTo("to err\n");
    }

    @Test
    void theExitCodeIsThePrograms() throws Exception {
        assertThat(client("exit", "37").end().code).isEqualTo(37);
    }

    @Test
    void standardInputIsReadToItsEnd() throws Exception {
        byte[] input = "0123456789abcdef".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        Client cat = client("cat");
        Thread feeder = new Thread(() -> cat.feed(input));
        feeder.start();
        assertThat(cat.finish()).hasSize(input.length);
    }

    @Test
    void whatIsNotReadStaysForTheNextProgram() throws Exception {
        Path input = Files.writeString(directory.resolve("lines"), "one\ntwo\n");
        String loop = "while read line; do \"$@\" >&2; echo $line; done < " + input;
        assertThat(shell(loop, "exit", "0").finish()).isEqualTo("one\ntwo\n");
    }

    @Test
    void environmentDirectoryAndUmaskAreTheClients() throws Exception {
        assertThat(shell("umask 027; HERE=there \"$@\"", "env", "HERE").finish())
                .isEqualTo("there\n");
        assertThat(shell("umask 027; cd /usr/lib; \"$@\"", "where").finish()).isEqualTo("/usr/lib 27\n");
    }

    @Test
    void signalsReachTheProgram() throws Exception {
        Client signals = client("signals");
        assertThat(signals.line()).isEqualTo("ready");
        signals.signal("INT");
        assertThat(signals.line()).isEqualTo("got INT");
        signals.signal("HUP");
        assertThat(signals.line()).isEqualTo("got HUP");
        signals.signal("TERM");
        assertThat(signals.line()).isEqualTo("got TERM");
        assertThat(signals.end().code).isZero();
    }

    @Test
    void aProgramWithoutListenerEndsByTheSignal() throws Exception {
        Client sleep = client("sleep");
        await().until(() -> programs() == 1);
        sleep.signal("INT");
        assertThat(sleep.end().code).isEqualTo(130);
    }

    @Test
    void aClientThatIsKilledInterruptsItsProgram() throws Exception {
        Client sleep = client("sleep");
        await().until(() -> programs() == 1);
        sleep.process.destroyForcibly();
        await().atMost(5, TimeUnit.SECONDS).until(() -> programs() == 0);
    }

    @Test
    void aSlowReaderMakesTheProgramWaitInsteadOfFillingMemory() throws Exception {
        Client zeros = client("zeros", "200000000");
        await().until(() -> programs() == 1);
        await().during(1, TimeUnit.SECONDS).until(() -> programs() == 1);
        long bytes = 0;
        byte[] block = new byte[1 << 16];
        for (int read = zeros.process.getInputStream().read(block);
                read > 0;
                read = zeros.process.getInputStream().read(block)) {
            bytes += read;
        }
        assertThat(bytes).isEqualTo(200_000_000);
    }

    @Test
    void aReaderThatLeavesEndsTheClientAsAPipeWould() throws Exception {
        assertThat(shell("\"$@\" | head -c 5 | wc -c", "zeros", "100000000")
                        .finish()
                        .strip())
                .isEqualTo("5");
        await().atMost(5, TimeUnit.SECONDS).until(() -> programs() == 0);
    }

    @Test
    void filesOfTheClientAreReadAndWrittenByIt() throws Exception {
        assertThat(shell("exec 9< /etc/hostname; \"$@\"", "read", "/dev/fd/9").finish())
                .isEqualTo(Files.readString(Path.of("/etc/hostname")));
        Path written = directory.resolve("written");
        assertThat(shell("umask 077; \"$@\"", "write", written.toString(), "text")
                        .end()
                        .code)
                .isZero();
        assertThat(written).hasContent("text");
        assertThat(Files.getPosixFilePermissions(written)).hasSize(2);
        assertThat(client("write", "/nowhere/file", "text").end().err).contains("/nowhere/file");
    }

    @Test
    void anotherVersionIsRefusedWithTheWayOut() throws Exception {
        server.close();
        server = serve("0.2.0");
        Ended ended = client("echo").end();
        assertThat(ended.code).isEqualTo(1);
        assertThat(ended.err).contains("version-mismatch").contains("0.2.0").contains("jstack engine restart");
    }

    @Test
    void theEngineIsAskedToLeaveByAnyVersion() throws Exception {
        Client stop = client("engine", "stop");
        await().untilTrue(stopped);
        stop.process.destroyForcibly();
    }

    @Test
    void aNumberIsMeantForTheJdksOwnTool() throws Exception {
        assertThat(client(Long.toString(ProcessHandle.current().pid())).finish())
                .contains("Full thread dump");
    }

    protected static long programs() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("terminal"))
                .count();
    }

    protected Client client(String... arguments) throws IOException {
        return shell("exec \"$@\"", arguments);
    }

    protected Client shell(String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JSTACK_SOCKET", directory.resolve("s").toString());
        return new Client(builder.start());
    }

    /** What a user's command line begins with. */
    protected List<String> program() throws IOException {
        return List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes().toString(),
                "io.jstack.cli.client.Main");
    }

    protected static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    protected static Path classes() {
        return Path.of(io.jstack.cli.client.Main.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    protected record Ended(int code, String out, String err) {}

    protected record Client(Process process) {
        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = process.getInputStream().read();
                    c >= 0 && c != '\n';
                    c = process.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        }

        void feed(byte[] input) {
            try (var in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        void signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        String finish() throws Exception {
            Ended ended = end();
            assertThat(ended.err).isEmpty();
            assertThat(ended.code).isZero();
            return ended.out;
        }

        Ended end() throws Exception {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), out, err);
        }
    }
}
