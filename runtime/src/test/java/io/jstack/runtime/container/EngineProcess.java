package io.jstack.runtime.container;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.Patience;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.Seccomp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An engine in a JVM of its own, which a test may kill. */
final class EngineProcess implements AutoCloseable {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new com.fasterxml.jackson.datatype.jdk8.Jdk8Module())
            .build();

    private final Process process;
    private final BufferedReader output;

    private EngineProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts one that does {@code scene} with what lies in {@code dir}. */
    static EngineProcess start(String scene, String instance, Path dir, List<String> wrapper, Protection... without)
            throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new java.util.ArrayList<>(wrapper);
        Path copy = ownBinary(dir);
        command.addAll(List.of(
                (Files.exists(copy) ? copy : Path.of(System.getProperty("java.home"), "bin/java")).toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Djstack.tests.patience=" + Patience.FACTOR,
                "-cp",
                classPath,
                EngineProcess.class.getName(),
                scene,
                instance,
                dir.toString()));
        for (Protection protection : without) {
            command.add(protection.name());
        }
        return new EngineProcess(new ProcessBuilder(command)
                .redirectError(dir.resolve("engine-err").toFile())
                .start());
    }

    private static Path ownBinary(Path dir) {
        return dir.resolve("java/bin/java");
    }

    /** Engines started in {@code dir} from here on run from a copy of java there, as the launcher makes one. */
    static Path copyBinary(Path dir) throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        Path copy = ownBinary(dir);
        Files.createDirectories(copy.getParent());
        Files.copy(
                home.resolve("bin/java"),
                copy,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        if (Files.notExists(dir.resolve("java/lib"))) {
            Files.createSymbolicLink(dir.resolve("java/lib"), home.resolve("lib"));
        }
        return copy;
    }

    /** The next line it says; empty when it is gone. */
    Optional<String> line() throws IOException {
        return Optional.ofNullable(output.readLine());
    }

    ContainerHandle handle() throws IOException {
        return JSON.readValue(line().orElseThrow(), ContainerHandle.class);
    }

    /** kill -9. */
    int kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(Patience.SECONDS, TimeUnit.SECONDS);
        return process.exitValue();
    }

    OptionalInt exit() throws InterruptedException {
        return process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws Exception {
        Path dir = Path.of(args[2]);
        Set<Protection> protections = EnumSet.allOf(Protection.class);
        for (int i = 3; i < args.length; i++) {
            protections.remove(Protection.valueOf(args[i]));
        }
        Optional<Path> own = Optional.of(ownBinary(dir)).filter(Files::exists);
        KernelRuntime runtime = KernelRuntime.boot(
                new RuntimeSettings(args[1], dir.resolve("run"), own), protections, ProcMount.ofHost());
        BusyboxRoot root = new BusyboxRoot(dir, runtime);
        switch (args[0]) {
            case "gate" -> {
                ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FileChannel lock =
                        FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                lock.lock();
                Prepared prepared = runtime.prepare(root.launch(root.shell("sleep 1000")));
                say(prepared.pid().toString());
                say(Integer.toString(port.getLocalPort()));
            }
            case "run" -> {
                RuntimeSpec oci = root.shell("while [ ! -e /go ]; do sleep 0.05; done; exit 42");
                RunningContainer container = runtime.prepare(root.launch(oci)).release(List.of());
                say(JSON.writeValueAsString(container.handle()));
            }
            case "strace" -> {
                Prepared prepared = runtime.prepare(root.launch(root.shell("true")));
                ((GatedContainer) prepared)
                        .steps()
                        .forEach(step -> say(step.toString().replaceFirst("^[^(]*?(\\w+)\\((?s:.*)$", "$1")));
                RunningContainer container = prepared.release(List.of());
                container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
                container.discard();
                say("done");
                System.exit(0);
            }
            case "deadly-filter" -> {
                Seccomp deadly = new Seccomp(
                        "SCMP_ACT_ALLOW",
                        OptionalInt.empty(),
                        List.of("SCMP_ARCH_X86_64"),
                        List.of(),
                        List.of(new Seccomp.Syscall(
                                List.of("setresuid"), "SCMP_ACT_KILL_PROCESS", OptionalInt.empty(), List.of())));
                RuntimeSpec oci = root.shell("true");
                try {
                    root.run(runtime, oci.withLinux(oci.linux().withSeccomp(Optional.of(deadly))));
                    say("ran");
                } catch (io.jstack.values.JstackException e) {
                    say(e.code().id());
                }
            }
            case "race" -> say(Racing.exec(runtime, root, Duration.parse(Files.readString(dir.resolve("duration")))));
            default -> throw new IllegalArgumentException(args[0]);
        }
        Files.readAllBytes(Path.of("/proc/self/fd/0")); // until the test is done with it
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
