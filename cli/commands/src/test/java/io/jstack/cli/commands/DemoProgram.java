package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.engine.terminal.TerminalProgram;
import io.jstack.engine.terminal.TerminalServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** A program that only shows what comes through the wire. Run by hand: {@code java … DemoProgram SOCKET}, then the client. */
final class DemoProgram implements TerminalProgram {
    @SuppressWarnings("try")
    public static void main(String[] arguments) throws InterruptedException {
        Thread main = Thread.currentThread();
        TerminalServer.Settings settings =
                new TerminalServer.Settings(Path.of(arguments[0]), "0.1.0", "jstack", main::interrupt);
        try (TerminalServer server = TerminalServer.start(settings, new DemoProgram())) {
            new LinkedBlockingQueue<String>().take();
        }
    }

    @Override
    public int run(Terminal terminal) throws InterruptedException {
        try {
            return run(terminal, terminal.arguments());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int run(Terminal terminal, List<String> words) throws IOException, InterruptedException {
        switch (words.get(0)) {
            case "echo" -> terminal.out().println(String.join("|", words.subList(1, words.size())));
            case "both" -> {
                terminal.out().println("to out");
                terminal.err().println("to err");
            }
            case "cat" -> terminal.in().transferTo(terminal.out());
            case "head" -> terminal.out().write(terminal.in().readNBytes(Integer.parseInt(words.get(1))));
            case "exit" -> {
                return Integer.parseInt(words.get(1));
            }
            case "env" -> terminal.out().println(terminal.environment().get(words.get(1)));
            case "where" ->
                terminal.out().println(terminal.directory() + " " + Integer.toOctalString(terminal.umask()));
            case "tty" -> {
                for (StandardStream stream : StandardStream.values()) {
                    terminal.out().print(terminal.isTerminal(stream) ? stream + " " : "");
                }
                terminal.out()
                        .println(terminal.size().columns() + "x"
                                + terminal.size().rows());
            }
            case "zeros" -> zeros(terminal, Long.parseLong(words.get(1)));
            case "sleep" -> Thread.sleep(60_000);
            case "signals" -> signals(terminal);
            case "raw" -> raw(terminal);
            case "read" -> {
                try (InputStream file = terminal.read(words.get(1))) {
                    file.transferTo(terminal.out());
                }
            }
            case "write" -> {
                try (OutputStream file = terminal.write(words.get(1))) {
                    file.write(words.get(2).getBytes(StandardCharsets.UTF_8));
                }
            }
            default -> terminal.err().println("what is " + words.get(0));
        }
        return 0;
    }

    private static void zeros(Terminal terminal, long count) {
        byte[] block = new byte[64 << 10];
        for (long left = count; left > 0 && !Thread.currentThread().isInterrupted(); left -= block.length) {
            terminal.out().write(block, 0, (int) Math.min(left, block.length));
        }
    }

    /** Names each signal, and each new size, until TERM. */
    private static void signals(Terminal terminal) throws InterruptedException {
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        terminal.onSignal(seen::add);
        terminal.onResize(size -> seen.add(size.columns() + "x" + size.rows()));
        terminal.out().println("ready");
        String last = "";
        while (!last.equals("TERM")) {
            last = seen.take();
            terminal.out().println("got " + last);
        }
    }

    /** Shows bytes as numbers until q. */
    @SuppressWarnings("try")
    private static void raw(Terminal terminal) throws IOException {
        try (Terminal.RawMode raw = terminal.rawMode()) {
            terminal.out().print("raw\r\n");
            for (int b = terminal.in().read();
                    b >= 0 && b != 'q';
                    b = terminal.in().read()) {
                terminal.out().print(b + "\r\n");
            }
        }
        terminal.out().println("done");
    }
}
