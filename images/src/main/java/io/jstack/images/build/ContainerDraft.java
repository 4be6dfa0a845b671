package io.jstack.images.build;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Healthcheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link ContainerDefaults} while instructions still change them. */
final class ContainerDraft {
    static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    final Map<String, String> env = new LinkedHashMap<>();
    final Set<String> exposedPorts = new LinkedHashSet<>();
    final Set<String> volumes = new LinkedHashSet<>();
    final Map<String, String> labels = new LinkedHashMap<>();
    String user;
    String workingDir;
    List<String> entrypoint;
    List<String> cmd;
    List<String> shell;
    List<String> onBuild;
    Optional<String> stopSignal;
    Optional<Healthcheck> healthcheck;
    /** Of MAINTAINER: no container's business, but the instruction stands among those that are. */
    Optional<String> author = Optional.empty();
    /** Whether CMD stands in this very stage: an ENTRYPOINT makes an inherited one meaningless. */
    boolean hasOwnCmd;

    ContainerDraft(ContainerDefaults base) {
        env.putAll(base.environment());
        exposedPorts.addAll(base.exposedPorts());
        volumes.addAll(base.volumes());
        labels.putAll(base.labels());
        user = base.user();
        workingDir = base.workingDir();
        entrypoint = base.entrypoint();
        cmd = base.cmd();
        shell = base.shell();
        onBuild = base.onBuild();
        stopSignal = base.stopSignal();
        healthcheck = base.healthcheck();
    }

    List<String> shellOrDefault() {
        return shell.isEmpty() ? DEFAULT_SHELL : shell;
    }

    /** The shell form: the shell, and the text as its one argument. */
    List<String> inShell(String command) {
        List<String> args = new ArrayList<>(shellOrDefault());
        args.add(command);
        return args;
    }

    ContainerDefaults finish() {
        return new ContainerDefaults(
                user,
                env.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList(),
                entrypoint,
                cmd,
                workingDir,
                List.copyOf(exposedPorts),
                List.copyOf(volumes),
                labels,
                stopSignal,
                healthcheck,
                shell,
                onBuild);
    }
}
