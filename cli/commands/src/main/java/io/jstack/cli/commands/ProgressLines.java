package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A line for each change, in the order they happen: for pipes, logs and programs. */
final class ProgressLines implements ProgressDisplay {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream err;
    private final Form form;
    private final Map<String, String> last = new HashMap<>();

    ProgressLines(PrintStream err, Form form) {
        this.err = err;
        this.form = form;
    }

    enum Form {
        TEXT,
        JSON,
        FAILURES
    }

    @Override
    public synchronized void on(Step step) {
        String subject = ProgressDisplay.subject(step);
        if (step.text().equals(last.put(subject, step.text()))) {
            return;
        }
        switch (form) {
            case TEXT -> err.println(" " + subject + "  " + step.text());
            case JSON -> err.println(json(step));
            case FAILURES -> {
                if (step.state() == State.FAILED || step.state() == State.WARNING) {
                    err.println(" " + subject + "  " + step.text());
                }
            }
        }
    }

    /** Docker Compose's fields. */
    private static String json(Step step) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", ProgressDisplay.subject(step));
        line.put("status", step.state().name().toLowerCase(Locale.ROOT));
        line.put("text", step.text());
        return line.toString();
    }

    @Override
    public void close() {
        err.flush();
    }
}
