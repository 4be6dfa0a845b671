package io.jstack.engine;

import io.jstack.engine.terminal.TerminalProgram;
import io.jstack.engine.terminal.TerminalServer;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.control.Control;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.values.JstackException;
import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;

/**
 * The engine of one instance: opened once for each process, it takes over what an earlier one left, and from then on keeps every
 * project true. Closing it leaves containers running.
 */
public final class RunningEngine implements AutoCloseable {
    /** Whose members may use the engine's sockets. */
    static final String GROUP = "jstack";

    private final Assembly assembly;
    private final Projects projects;

    private RunningEngine(Assembly assembly, Projects projects) {
        this.assembly = assembly;
        this.projects = projects;
    }

    /**
     * Begins to load what a boot would wait for one after the other, each on a thread of its own: most of a boot is loading, and other
     * processors have nothing to do meanwhile.
     */
    public static void loadAhead() {
        inBackground("load-libraries", ContainerRuntime::load);
        inBackground("load-server", TerminalServer::load);
    }

    private static void inBackground(String name, Runnable load) {
        Thread thread = new Thread(load, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Boots the engine.
     *
     * @throws JstackException {@link EngineError#ENGINE_RUNNING}, {@link EngineError#NOT_ROOT}, {@link EngineError#KERNEL_TOO_OLD}, {@link
     *     EngineError#STATE_DIRECTORY}
     */
    public static RunningEngine boot(Instance instance) {
        Assembly assembly = Assembly.open(instance);
        return new RunningEngine(assembly, Control.open(assembly.port()));
    }

    /** Listens for clients until the returned server is closed. */
    public TerminalServer serve(String version, Runnable stop, TerminalProgram program) {
        return TerminalServer.start(
                new TerminalServer.Settings(assembly.rooms().instance().socket(), version, GROUP, stop), program);
    }

    /** Serves Docker's API too, by the loop of {@code server}: {@code handlers} puts what serves one client into its pipeline. */
    public void serveApi(TerminalServer server, ApiSocket socket, Consumer<ChannelPipeline> handlers) {
        server.alsoServe(assembly.rooms().api().duplicate(socket), handlers);
    }

    public Projects projects() {
        return projects;
    }

    /** Work inside and around single containers. */
    public ContainerAccess containers() {
        return new ContainerAccess(assembly.rooms());
    }

    /** The image store, as commands use it. */
    public ImageAccess images() {
        return new ImageAccess(assembly.rooms());
    }

    /** The networks of the host. */
    public HostNetworks networks() {
        return new NetworkAccess(assembly.rooms().networks(), assembly.rooms().containers());
    }

    /** The volumes of the host. */
    public HostVolumes volumes() {
        Rooms rooms = assembly.rooms();
        return new VolumeAccess(rooms.volumes(), name -> rooms.containers().usersOf(name));
    }

    /** Logging in to registries, and searching them. */
    public RegistryAccess registries() {
        return new RegistryAccess(assembly.rooms());
    }

    /** The space everything takes, and giving it back. */
    public SystemAccess system() {
        return new SystemAccess(assembly.rooms());
    }

    @Override
    public void close() {
        projects.close();
        assembly.close();
    }
}
