package io.jstack.cli.commands;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line for each event on standard error: {@code 12:04:05.678 INFO  control  container exited  service=db}. */
final class EngineLog extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** {@code JSTACK_LOG=debug} shows what is otherwise left out. */
    static void begin() {
        LogManager.getLogManager().reset();
        boolean debug = "debug".equalsIgnoreCase(System.getenv("JSTACK_LOG"));
        Handler handler = new Limited(LogLimit.ofStandardError());
        handler.setFormatter(new EngineLog());
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.setLevel(debug ? Level.FINE : Level.INFO);
        root.addHandler(handler);
        // libraries tell of their own affairs at these levels
        Logger.getLogger("io.netty").setLevel(Level.WARNING);
    }

    /** Looks at the log's length now and then. */
    private static final class Limited extends ConsoleHandler {
        private static final int LINES = 200;

        private final Optional<LogLimit> limit;
        private int lines;

        Limited(Optional<LogLimit> limit) {
            this.limit = limit;
        }

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            if (lines++ % LINES == 0) {
                limit.ifPresent(LogLimit::keep);
            }
        }
    }

    @Override
    public String format(LogRecord record) {
        String line = "%s %-5s %-8s %s%n"
                .formatted(
                        TIME.format(LocalTime.ofInstant(record.getInstant(), ZoneId.systemDefault())),
                        level(record.getLevel()),
                        record.getLoggerName(),
                        formatMessage(record));
        Throwable thrown = record.getThrown();
        if (thrown == null) {
            return line;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return line + trace;
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }
}
