package io.jstack.runtime.oci;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The process a container starts with, or one that joins it later: {@code process} of config.md.
 *
 * @param terminal whether stdin, stdout and stderr are one pseudo terminal
 * @param consoleSize the terminal's first size, where one is known
 * @param env {@code NAME=value}
 * @param cwd absolute, inside the container
 * @param noNewPrivileges {@code PR_SET_NO_NEW_PRIVS}: set-user-id programs give nothing
 * @param apparmorProfile a loaded profile's name; empty leaves the process unconfined by AppArmor
 * @param selinuxLabel empty leaves the label alone
 * @param oomScoreAdj from -1000 to 1000, proc(5); empty: 0
 */
public record ProcessSpec(
        boolean terminal,
        Optional<ConsoleSize> consoleSize,
        User user,
        List<String> args,
        List<String> env,
        String cwd,
        Capabilities capabilities,
        List<Rlimit> rlimits,
        boolean noNewPrivileges,
        Optional<String> apparmorProfile,
        Optional<String> selinuxLabel,
        OptionalInt oomScoreAdj) {
    public ProcessSpec {
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
        if (!cwd.startsWith("/")) {
            throw new IllegalArgumentException("a working directory must be absolute, not " + cwd);
        }
    }

    /** Rows and columns of a terminal. */
    public record ConsoleSize(int height, int width) {}

    public ProcessSpec withTerminal(Optional<ConsoleSize> size) {
        return new ProcessSpec(
                true,
                size,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj);
    }

    public ProcessSpec withUser(User user) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj);
    }

    public ProcessSpec withArgs(List<String> args) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj);
    }

    public ProcessSpec withEnv(List<String> env) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj);
    }

    public ProcessSpec withCwd(String cwd) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj);
    }

    public ProcessSpec withCapabilities(Capabilities capabilities) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj);
    }

    public ProcessSpec withRlimits(List<Rlimit> rlimits) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj);
    }

    /** {@code security_opt: no-new-privileges}. */
    public ProcessSpec withNoNewPrivileges() {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                true,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj);
    }

    public ProcessSpec withApparmorProfile(String profile) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                Optional.of(profile),
                selinuxLabel,
                oomScoreAdj);
    }

    public ProcessSpec withSelinuxLabel(String label) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                Optional.of(label),
                oomScoreAdj);
    }

    public ProcessSpec withOomScoreAdj(int score) {
        return new ProcessSpec(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                OptionalInt.of(score));
    }
}
