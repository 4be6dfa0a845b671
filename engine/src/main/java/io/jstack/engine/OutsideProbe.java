package io.jstack.engine;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.model.Extension;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.SocketNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a container from inside its network namespace, without a program in it: a socket belongs to the namespace of the thread that
 * opened it.
 */
final class OutsideProbe {
    private final Run run;

    OutsideProbe(Run run) {
        this.run = run;
    }

    CommandResult probe(Extension.Probe probe, Duration timeout) {
        try (Socket socket = open()) {
            int millis = (int) Math.max(1, timeout.toMillis());
            socket.setSoTimeout(millis);
            if (probe instanceof Extension.Probe.Tcp tcp) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.port()), millis);
                return new CommandResult(0, "connected to port " + tcp.port(), false);
            }
            Extension.Probe.Http http = (Extension.Probe.Http) probe;
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()), millis);
            return ask(socket, http);
        } catch (SocketTimeoutException e) {
            return new CommandResult(-1, "no answer within " + timeout, true);
        } catch (IOException e) {
            return new CommandResult(1, String.valueOf(e.getMessage()), false);
        }
    }

    private static CommandResult ask(Socket socket, Extension.Probe.Http http) throws IOException {
        String request = "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nUser-Agent: jstack\r\nConnection: close\r\n\r\n"
                .formatted(http.path(), http.port());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head =
                new String(socket.getInputStream().readNBytes(CommandResult.OUTPUT_LIMIT), StandardCharsets.UTF_8);
        String[] status = head.split(" ", 3);
        boolean good = status.length > 1 && status[1].matches("[23][0-9][0-9]");
        return new CommandResult(good ? 0 : 1, head, false);
    }

    private Socket open() {
        Optional<Fd> namespace = run.running().networkNamespace();
        return namespace.isPresent() ? SocketNamespace.in(namespace.get(), OutsideProbe::bound) : bound();
    }

    /** Java makes the descriptor only when it must: binding makes it here, on this thread. */
    private static Socket bound() {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
