package io.jstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.ContainerOrder;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.EngineEvent;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.HealthTest;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.StackLoader;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.SpecJson;
import io.jstack.values.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port on this kernel, container by container, without the orchestrator above it. */
@Tag("root")
class HostEngineTest {
    private final Instance instance =
            new Instance("jstack-he" + ProcessHandle.current().pid());
    private Assembly assembly;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() {
        assembly = Assembly.open(instance);
    }

    @AfterEach
    void nothingStays() throws IOException {
        Engine engine = assembly.port();
        for (String project : engine.projects()) {
            Observed seen = engine.observe(project);
            seen.containers().forEach(c -> engine.removeContainer(c.id(), Engine.AnonymousVolumes.REMOVE));
            seen.networks().keySet().forEach(name -> engine.removeNetwork(project, name));
        }
        assembly.close();
        Trees.delete(instance.state());
        Trees.delete(instance.run());
    }

    @Test
    void aContainerRunsIsSeenAndEnds() throws IOException {
        Stack stack = stack("""
                services:
                  web:
                    image: distro.local/busybox
                    command: sh -c 'echo hello; exec sleep 100'
                """);
        Engine engine = assembly.port();
        ContainerId id = create(engine, stack, "web");

        engine.startContainer(id, Engine.StartReason.ASKED);

        Observed.OfContainer running = engine.observe("t").container(id).orElseThrow();
        assertThat(running.state()).isEqualTo(Observed.State.RUNNING);
        assertThat(running.addresses()).containsKey("t_default");
        assertThat(Files.readString(Path.of("/proc/" + running.pid().getAsInt() + "/comm")))
                .isEqualTo("sleep\n");
        CommandResult probe = engine.probe(
                id, new HealthTest.Inside(List.of("CMD-SHELL", "hostname; cat /etc/hosts")), Duration.ofSeconds(5));
        assertThat(probe.output()).contains(id.shortId()).contains("web");
        assertThat(probe.exitCode()).isZero();

        engine.stopContainer(id, Duration.ofMillis(200));

        Observed.OfContainer ended = engine.observe("t").container(id).orElseThrow();
        assertThat(ended.state()).isEqualTo(Observed.State.EXITED);
        assertThat(ended.exit().orElseThrow().code().orElse(0)).isIn(137, 143);
    }

    @Test
    void anEndIsToldAtOnceAndTheContainerCanStartAgain() throws IOException {
        Stack stack = stack("""
                services:
                  job:
                    image: distro.local/busybox
                    command: sh -c 'echo more >> /count; test "$$(wc -l < /count)" = 2 && exit 7; exit 3'
                """);
        Engine engine = assembly.port();
        List<ExitStatus> ends = new CopyOnWriteArrayList<>();
        engine.subscribe(event -> {
            if (event instanceof EngineEvent.Exited exited) {
                ends.add(exited.status());
            }
        });
        ContainerId id = create(engine, stack, "job");

        engine.startContainer(id, Engine.StartReason.ASKED);
        await().until(() -> ends.size() == 1);
        engine.startContainer(id, Engine.StartReason.RESTART);
        await().until(() -> ends.size() == 2);

        assertThat(ends).containsExactly(ExitStatus.of(3), ExitStatus.of(7));
        assertThat(engine.observe("t").container(id).orElseThrow().restarts()).isEqualTo(1);
    }

    @Test
    void theSpecOfTheLastStartIsThereForWhoAsksAndForTheNextEngine() throws IOException {
        ContainerId id = createSleeping();
        assertThat(assembly.rooms().specs().find(id)).isEmpty();

        assembly.port().startContainer(id, Engine.StartReason.ASKED);
        RuntimeSpec asked = SpecJson.read(assembly.rooms().specs().find(id).orElseThrow());
        assertThat(asked.process().args()).containsExactly("sleep", "100");

        assembly.port().stopContainer(id, Duration.ZERO);
        Files.delete(instance.run().resolve("containers").resolve(id.value()).resolve("config.json"));
        assembly.port().startContainer(id, Engine.StartReason.ASKED);
        assembly.close();
        assembly = Assembly.open(instance);
        assertThat(assembly.rooms().specs().find(id).map(SpecJson::read)).contains(asked);
    }

    /** It is written a moment later: by then there may be no place for it any more. */
    @Test
    void noSpecIsWrittenOfWhatWasRemoved() throws IOException {
        ContainerId id = createSleeping();
        assembly.port().startContainer(id, Engine.StartReason.ASKED);
        assembly.port().removeContainer(id, Engine.AnonymousVolumes.REMOVE);
        assertThat(assembly.rooms().specs().find(id)).isEmpty();
        await().untilAsserted(
                        () -> assertThat(instance.run().resolve("containers")).isEmptyDirectory());
    }

    /** They are deleted a moment later: by the next engine, where this one has no such moment. */
    @Test
    void filesOfRemovedContainersGo() throws IOException {
        ContainerId kept = createSleeping();
        assembly.port().startContainer(kept, Engine.StartReason.ASKED);
        List<Path> places =
                List.of(instance.state().resolve("containers"), instance.run().resolve("containers"));
        for (Path place : places) {
            Files.createDirectories(place.resolve(ContainerId.random().value()).resolve("upper"));
        }

        assembly.close();
        assembly = Assembly.open(instance);

        await().untilAsserted(() -> assertThat(places)
                .allSatisfy(place -> assertThat(place.toFile())
                        .isDirectoryContaining(file -> file.getName().equals(kept.value()))
                        .isDirectoryNotContaining(file -> !file.getName().equals(kept.value()))));
    }

    @Test
    void aContainerOutlivesItsEngine() throws IOException {
        ContainerId id = createSleeping();
        assembly.port().startContainer(id, Engine.StartReason.ASKED);
        int pid = assembly.port().observe("t").container(id).orElseThrow().pid().getAsInt();

        assembly.close();
        assembly = Assembly.open(instance);

        Observed.OfContainer adopted =
                assembly.port().observe("t").container(id).orElseThrow();
        assertThat(adopted.pid()).hasValue(pid);
        assertThat(assembly.port()
                        .probe(id, new HealthTest.Inside(List.of("CMD", "true")), Duration.ofSeconds(5))
                        .exitCode())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp:/dev", "data:/dev", "/dev", "data:/dev/pts"})
    void whatWouldHideTheTerminalIsRefusedByNameAndLeavesNothing(String volume) throws IOException {
        Stack stack = stack("""
                services:
                  shell: {image: distro.local/busybox, tty: true, volumes: ["%s"]}
                volumes: {data: }
                """.formatted(volume));
        Engine engine = assembly.port();
        stack.volumes().values().forEach(data -> engine.ensureVolume(stack, data, "h"));

        assertThatThrownBy(() -> create(engine, stack, "shell"))
                .hasMessageContaining("service shell has tty: true, and what it mounts at /dev")
                .hasMessageContaining("try: remove tty: true");

        assertThat(engine.observe("t").containers()).isEmpty();
        assertThat(instance.state().resolve("volumes").toFile().list((all, name) -> !name.startsWith(".")))
                .allMatch("t_data"::equals);
    }

    private ContainerId createSleeping() throws IOException {
        Stack stack = stack("""
                services:
                  web:
                    image: distro.local/busybox
                    command: sleep 100
                """);
        return create(assembly.port(), stack, "web");
    }

    private ContainerId create(Engine engine, Stack stack, String name) {
        Service service = Objects.requireNonNull(stack.services().get(name));
        ImageFacts image = engine.ensureImage(stack, service, Engine.ImageWhen.MISSING, line -> {});
        stack.networks().values().forEach(network -> engine.ensureNetwork(stack, network, "h", 1));
        return engine.createContainer(new ContainerOrder(
                stack,
                service,
                "t-" + name + "-1",
                1,
                "hash",
                image.id(),
                new ContainerOrder.Replica(),
                Optional.empty(),
                ContainerOrder.Succession.AFTER,
                Engine.AnonymousVolumes.KEEP));
    }

    private Stack stack(String text) throws IOException {
        Path file = directory.resolve("stack.yaml");
        Files.writeString(file, "name: t\n" + text);
        return StackLoader.load(LoadRequest.in(directory, Map.of()).withFiles(List.of(file.toString())))
                .stack();
    }
}
