package io.jstack.cli.commands;

import io.jstack.engine.Instance;
import io.jstack.engine.RunningEngine;
import io.jstack.engine.terminal.TerminalServer;
import io.jstack.orchestrator.model.ModelJson;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.StackLoader;
import io.jstack.values.JstackException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarFile;

/**
 * An engine of its own instance, without containers: it loads the classes an engine needs, boots and answers, so that the JVM can write
 * its class data archive ({@code -XX:ArchiveClassesAtExit}) and later starts find them ready. Where it cannot boot, as without root, it
 * answers what needs no host.
 */
final class Rehearsal {
    private Rehearsal() {}

    static void run(Path socket, String version) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            load(new File(jar));
        }
        read(Path.of(System.getProperty("jstack.launcher", "")).resolveSibling("examples/compose-files/web-db"));
        Optional<RunningEngine> engine = boot();
        TerminalServer server = TerminalServer.start(
                new TerminalServer.Settings(socket, version, "jstack", asked::countDown),
                new Commands(engine.<Stacks>map(EngineStacks::new).orElseGet(Rehearsal::nothing), version));
        asked.await();
        server.close();
        engine.ifPresent(RunningEngine::close);
    }

    /** What a boot takes is found by booting, where that may be done: an engine that has nothing changes nothing. */
    private static Optional<RunningEngine> boot() {
        try {
            return Optional.of(RunningEngine.boot(Instance.of(System.getenv())));
        } catch (JstackException e) {
            System.err.println("jstack: the archive is made without a boot: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Stacks nothing() {
        return (Stacks) Proxy.newProxyInstance(
                Stacks.class.getClassLoader(), new Class<?>[] {Stacks.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName() + " in a rehearsal");
                });
    }

    /** A stack file and a record of it: what those take, of libraries and of the JDK, is found by doing it. */
    private static void read(Path example) {
        try {
            Stack stack = StackLoader.load(LoadRequest.in(example, Map.of()).withFiles(List.of("stack.yaml")))
                    .stack();
            ModelJson.mapper().readValue(ModelJson.mapper().writeValueAsBytes(stack), Stack.class);
        } catch (JstackException | IOException e) {
            System.err.println("jstack: the archive is made without stack files: " + e.getMessage());
        }
    }

    private static void load(File jar) {
        try (JarFile file = new JarFile(jar)) {
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name ->
                            name.endsWith(".class") && !name.startsWith("META-INF") && !name.contains("module-info"))
                    .filter(Rehearsal::isUsed)
                    .forEach(name -> load(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole libraries would make the archive ten times as large as what is ever touched. */
    private static boolean isUsed(String name) {
        return name.startsWith("io/jstack/")
                || name.startsWith("jnr/ffi/")
                || name.startsWith("com/kenai/jffi/")
                || name.startsWith("org/objectweb/asm/")
                || name.startsWith("org/yaml/snakeyaml/")
                || name.startsWith("picocli/");
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Rehearsal.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // an optional part of a library, whose own dependency is not here
        }
    }
}
