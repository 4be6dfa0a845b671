package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * The suite's engine, begun by the test as the guard would, and killed as one of its threads comes to a place chosen beforehand for the
 * n-th time. A debugger stops it there, all threads at once, and SIGKILL follows: so the place is exact, and nothing in the engine knows.
 */
public final class SteppedEngine implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;

    /** Class and method; each must be there, or the places are no longer what they are called. */
    private final Map<String, Set<String>> places;

    private final Suite suite;
    private final Process process;
    private final VirtualMachine machine;
    private final Thread listener;
    private final Set<String> found = new TreeSet<>();
    private final AtomicInteger toGo = new AtomicInteger(NEVER);

    private SteppedEngine(Suite suite, Map<String, Set<String>> places) throws IOException {
        this.suite = suite;
        this.places = new TreeMap<>(places);
        int port = freePort();
        process = begin(port);
        machine = attach(port);
        places.keySet().forEach(this::watch);
        listener = new Thread(this::listen, "breakpoints");
        listener.setDaemon(true);
        listener.start();
        awaitSocket();
    }

    /**
     * In place of the engine that runs, if one does.
     *
     * @param places full names of classes, and the names of their methods whose begin is a place to die
     */
    public static SteppedEngine start(Map<String, Set<String>> places) {
        Suite suite = Scenario.suite();
        try {
            suite.jstack(Path.of("/"), Map.of(), "engine", "stop").run();
            return new SteppedEngine(suite, places);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another one after this one was killed. */
    public SteppedEngine again() {
        try {
            return new SteppedEngine(suite, places);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on: as it comes to the {@code n}-th place, the first being 1. */
    public void killAt(int n) {
        toGo.set(n);
    }

    /** Whether it came to that place; if not, it lives on and is not killed any more. */
    public boolean wasKilled() throws InterruptedException {
        if (toGo.getAndSet(NEVER) > 0) {
            return false;
        }
        assertThat(process.waitFor(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS))
                .as("the end of a killed engine")
                .isTrue();
        listener.join();
        return true;
    }

    /** Every place that was named is in the engine. */
    public void requirePlaces() {
        Set<String> named = new TreeSet<>();
        places.forEach((type, methods) -> methods.forEach(method -> named.add(type + "." + method)));
        synchronized (found) {
            assertThat(found).as("places found in the engine").isEqualTo(named);
        }
    }

    private Process begin(int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(suite.launcher().toString(), "--engine")
                .directory(Path.of("/").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(Map.of(
                        "JSTACK_INSTANCE",
                        suite.instance().name(),
                        "JDK_JAVA_OPTIONS",
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port));
        return builder.start();
    }

    private static VirtualMachine attach(int port) {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        argument(arguments, "hostname", "127.0.0.1");
        argument(arguments, "port", Integer.toString(port));
        return Awaitility.await("the engine's debugger")
                .atMost(Patience.seconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> attach(connector, arguments), machine -> true);
    }

    private static void argument(Map<String, Connector.Argument> arguments, String name, String value) {
        Connector.Argument argument = arguments.get(name);
        assertThat(argument).as(name).isNotNull();
        argument.setValue(value);
    }

    private static VirtualMachine attach(AttachingConnector connector, Map<String, Connector.Argument> arguments)
            throws IOException {
        try {
            return connector.attach(arguments);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A class that is not loaded yet is met when it is. */
    private void watch(String type) {
        ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(type);
        prepared.enable();
        machine.classesByName(type).forEach(this::stopIn);
    }

    private void stopIn(ReferenceType type) {
        for (Method method : type.methods()) {
            if (places.getOrDefault(type.name(), Set.of()).contains(method.name())) {
                stopIn(method);
            }
        }
    }

    /** Once: a class may be met by both who look for it and who is told that it was loaded. */
    private void stopIn(Method method) {
        synchronized (found) {
            if (found.add(method.declaringType().name() + "." + method.name())) {
                machine.eventRequestManager()
                        .createBreakpointRequest(method.location())
                        .enable();
            }
        }
    }

    private void listen() {
        try {
            boolean alive = true;
            while (alive) {
                EventSet events = machine.eventQueue().remove();
                for (Event event : events) {
                    alive = alive && goesOnAfter(event);
                }
                if (alive) {
                    events.resume();
                }
            }
        } catch (VMDisconnectedException gone) {
            // killed, by us or by whoever
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean goesOnAfter(Event event) {
        if (event instanceof ClassPrepareEvent prepared) {
            stopIn(prepared.referenceType());
        } else if (event instanceof BreakpointEvent && toGo.get() != NEVER && toGo.decrementAndGet() == 0) {
            process.destroyForcibly();
            return false;
        }
        return !(event instanceof VMDeathEvent) && !(event instanceof VMDisconnectEvent);
    }

    private void awaitSocket() {
        Path socket = suite.instance().runtime().resolve("engine.sock");
        Awaitility.await("the engine's socket")
                .atMost(Patience.seconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                        return channel.isConnected();
                    }
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Stops it, as a person would: the next command begins an ordinary one. */
    @Override
    public void close() {
        suite.jstack(Path.of("/"), Map.of(), "engine", "stop").run();
        process.destroyForcibly();
    }
}
