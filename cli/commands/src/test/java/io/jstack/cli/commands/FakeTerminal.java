package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.engine.terminal.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A client that remembers what it was shown. */
final class FakeTerminal implements Terminal {
    private final List<String> arguments;
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final Set<StandardStream> terminals = EnumSet.noneOf(StandardStream.class);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outPrint = new PrintStream(out, true, StandardCharsets.UTF_8);
    private final PrintStream errPrint = new PrintStream(err, true, StandardCharsets.UTF_8);
    private InputStream in = InputStream.nullInputStream();

    FakeTerminal(Path directory, String... arguments) {
        this.directory = directory;
        this.arguments = List.of(arguments);
    }

    FakeTerminal typing(String text) {
        in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    FakeTerminal with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    FakeTerminal onScreen() {
        terminals.addAll(EnumSet.allOf(StandardStream.class));
        return this;
    }

    String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public int umask() {
        return 022;
    }

    @Override
    public boolean isTerminal(StandardStream stream) {
        return terminals.contains(stream);
    }

    @Override
    public TerminalSize size() {
        return TerminalSize.USUAL;
    }

    @Override
    public void onResize(Consumer<TerminalSize> listener) {}

    @Override
    public void onSignal(Consumer<String> listener) {}

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public PrintStream out() {
        return outPrint;
    }

    @Override
    public PrintStream err() {
        return errPrint;
    }

    @Override
    public InputStream read(String path) throws IOException {
        return path.equals("-") ? in : Files.newInputStream(directory.resolve(path));
    }

    @Override
    public OutputStream write(String path) throws IOException {
        return path.equals("-") ? outPrint : Files.newOutputStream(directory.resolve(path));
    }

    @Override
    public RawMode rawMode() {
        return () -> {};
    }
}
