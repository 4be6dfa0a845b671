package io.jstack.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes of a container as the host's {@code ps -ef} would show them: all that share its pid namespace, proc(5). */
final class ProcessTable {
    private static final List<String> HEADING = List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");
    /** Clock ticks of a second, sysconf(3) {@code _SC_CLK_TCK}: 100 on every Linux we run on. */
    private static final long TICKS = 100;

    List<List<String>> of(Container container) {
        List<List<String>> table = new ArrayList<>();
        table.add(HEADING);
        Optional<Run> run = container.run().filter(present -> container.isAlive());
        if (run.isEmpty()) {
            return table;
        }
        try {
            Path own = Files.readSymbolicLink(
                    Path.of("/proc/" + run.get().running().pid() + "/ns/pid"));
            Instant boot = boot();
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                for (Path process : processes) {
                    row(process, own, boot).ifPresent(table::add);
                }
            }
        } catch (IOException e) {
            return table; // it ended while we looked
        }
        return table;
    }

    private static Optional<List<String>> row(Path process, Path namespace, Instant boot) {
        try {
            if (!Files.readSymbolicLink(process.resolve("ns/pid")).equals(namespace)) {
                return Optional.empty();
            }
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            Duration cpu = Duration.ofMillis((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / TICKS);
            Instant started = boot.plusMillis(Long.parseLong(fields[19]) * 1000 / TICKS);
            long age = Math.max(1, Duration.between(started, Instant.now()).toMillis());
            return Optional.of(List.of(
                    Files.getOwner(process).getName(),
                    process.getFileName().toString(),
                    fields[1],
                    Long.toString(cpu.toMillis() * 100 / age),
                    DateTimeFormatter.ofPattern("HH:mm")
                            .format(LocalDateTime.ofInstant(started, ZoneId.systemDefault())),
                    terminal(Long.parseLong(fields[4])),
                    "%02d:%02d:%02d".formatted(cpu.toHours(), cpu.toMinutesPart(), cpu.toSecondsPart()),
                    command(process, stat)));
        } catch (IOException | IndexOutOfBoundsException e) {
            return Optional.empty(); // gone meanwhile
        }
    }

    private static String command(Path process, String stat) throws IOException {
        String line =
                Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
        return line.isEmpty() ? "[" + stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')')) + "]" : line;
    }

    /** Major 136 is a pseudo terminal. */
    private static String terminal(long number) {
        return number >>> 8 == 136 ? "pts/" + (number & 0xff) : "?";
    }

    private static Instant boot() throws IOException {
        return Files.readAllLines(Path.of("/proc/stat")).stream()
                .filter(line -> line.startsWith("btime "))
                .map(line -> Instant.ofEpochSecond(Long.parseLong(line.substring(6))))
                .findFirst()
                .orElse(Instant.EPOCH);
    }
}
