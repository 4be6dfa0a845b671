package io.jstack.runtime.container;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;

/** The runtime on this host's kernel. */
public final class KernelRuntime implements ContainerRuntime {
    private final RuntimeSettings settings;

    private KernelRuntime(RuntimeSettings settings) {
        this.settings = settings;
    }

    public static KernelRuntime boot(RuntimeSettings settings) {
        return new KernelRuntime(settings);
    }

    @Override
    public Prepared prepare(LaunchSpec spec) {
        throw new JstackException(RuntimeError.LAUNCH_FAILED, settings.instance() + " cannot prepare " + spec.id(), "");
    }

    @Override
    public RunningContainer adopt(ContainerHandle handle) {
        throw new JstackException(RuntimeError.GONE, "cannot adopt " + handle.id(), "");
    }

    @Override
    public int sweep() {
        return 0;
    }

    @Override
    public User resolveUser(String text, OverlayRoot root) {
        throw new JstackException(RuntimeError.USER_NOT_FOUND, "no user " + text + " in " + root.upper(), "");
    }

    @Override
    public void close() {}
}
