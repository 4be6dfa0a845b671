package io.jstack.engine.api;

import io.jstack.engine.HostContainer;
import io.jstack.engine.LogListener;
import io.jstack.engine.LogRequest;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/** {@code docker logs}. */
final class ContainerLogs {
    /** Nine decimals, whatever they are: clients cut the time off by its length. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final int BUFFER = 16 << 10;

    private final HostView host;

    ContainerLogs(HostView host) {
        this.host = host;
    }

    void follow(Request request, Answer answer) throws IOException, InterruptedException {
        Query query = request.query();
        Set<LogListener.Origin> origins = EnumSet.noneOf(LogListener.Origin.class);
        if (query.flag("stdout")) {
            origins.add(LogListener.Origin.STDOUT);
        }
        if (query.flag("stderr")) {
            origins.add(LogListener.Origin.STDERR);
        }
        if (origins.isEmpty()) {
            throw Refusal.badRequest("Bad parameters: you must choose at least one stream");
        }
        HostContainer container = host.container(request);
        int number = container.status().container().number();
        LogRequest wanted = new LogRequest(
                container.project(),
                container.service(),
                number > 0 ? OptionalInt.of(number) : OptionalInt.empty(),
                query.text("tail").filter(tail -> !tail.equals("all")).isPresent()
                        ? query.integer("tail")
                        : OptionalInt.empty(),
                query.moment("since"),
                query.moment("until"),
                query.flag("follow") ? LogRequest.Follow.TO_THE_END : LogRequest.Follow.NOTHING);
        Frames.Terminal terminal =
                host.containers().hasTerminal(container.id()) ? Frames.Terminal.HAS_ONE : Frames.Terminal.NONE;
        try (OutputStream out =
                new BufferedOutputStream(answer.stream(Frames.contentType(terminal, request.version())), BUFFER)) {
            host.containers().logs(wanted, new Printer(out, terminal, origins, query.flag("timestamps")));
        } catch (UncheckedIOException e) {
            throw e.getCause() == null ? new IOException(e) : e.getCause();
        }
    }

    private record Printer(OutputStream out, Frames.Terminal terminal, Set<LogListener.Origin> origins, boolean timed)
            implements LogListener {
        @Override
        public void line(String container, Instant time, Origin origin, byte[] bytes, Part part) {
            if (!origins.contains(origin)) {
                return;
            }
            ByteArrayOutputStream line = new ByteArrayOutputStream(bytes.length);
            if (timed) {
                line.writeBytes((TIME.format(time) + " ").getBytes(StandardCharsets.UTF_8));
            }
            line.writeBytes(bytes);
            if (part == Part.LAST) {
                line.write('\n');
            }
            Frames.Source source = origin == Origin.STDERR ? Frames.Source.STDERR : Frames.Source.STDOUT;
            try {
                Frames.write(out, terminal, source, line.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void caughtUp() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
