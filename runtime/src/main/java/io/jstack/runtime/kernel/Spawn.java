package io.jstack.runtime.kernel;

import io.jstack.runtime.kernel.Step.Argument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * posix_spawn(3), prepared: a child in a session of its own, every signal at its default and none blocked. An engine started in the
 * background would otherwise pass an ignored SIGINT on to every container.
 */
public final class Spawn {
    private static final int PATH_MAX = 4096;
    private static final short SETSIGDEF = 4;
    private static final short SETSIGMASK = 8;
    private static final short SETSID = 0x80;

    private final NativeMemory pid = NativeMemory.ofSize(Integer.BYTES);
    private final NativeMemory path = NativeMemory.ofSize(PATH_MAX);
    private final NativeMemory actions = NativeMemory.ofSize(256);
    private final NativeMemory attributes = NativeMemory.ofSize(512);
    /** What a call below reads while it runs must not be collected meanwhile. */
    private final List<NativeMemory> texts = new ArrayList<>();

    private final List<String> described = new ArrayList<>();

    private final Argument argv;
    private final Argument envp;

    public Spawn(List<String> argv, List<String> envp) {
        this.argv = Calls.texts(argv);
        this.envp = Calls.texts(envp);
        Native.LIBC.posix_spawn_file_actions_init(actions.address());
        Native.LIBC.posix_spawnattr_init(attributes.address());
        Native.LIBC.posix_spawnattr_setflags(attributes.address(), (short) (SETSID | SETSIGDEF | SETSIGMASK));
        Native.LIBC.posix_spawnattr_setsigdefault(
                attributes.address(), keep(NativeMemory.ofSize(128).putLong(0, -1)));
        Native.LIBC.posix_spawnattr_setsigmask(attributes.address(), keep(NativeMemory.ofSize(128)));
    }

    /**
     * Says which file to execute. May be called while the child waits in one of its file actions: it shares this memory and reads the
     * path only when it executes.
     */
    public void setPath(String file) {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= PATH_MAX) {
            throw new KernelException(Errno.ENAMETOOLONG, "execve", file);
        }
        for (int i = 0; i < bytes.length; i++) {
            path.putByte(i, bytes[i]);
        }
        path.putByte(bytes.length, 0);
    }

    /** The child opens {@code file} as its descriptor {@code to}, when the earlier actions are done. */
    public Spawn open(int to, String file, int flags) {
        return done(
                "open(" + to + ", " + file + ")",
                Native.LIBC.posix_spawn_file_actions_addopen(
                        actions.address(), to, keep(NativeMemory.ofText(file)), flags, 0));
    }

    public Spawn close(int fd) {
        return done("close(" + fd + ")", Native.LIBC.posix_spawn_file_actions_addclose(actions.address(), fd));
    }

    public Spawn dup2(int from, int to) {
        return done(
                "dup2(" + from + ", " + to + ")",
                Native.LIBC.posix_spawn_file_actions_adddup2(actions.address(), from, to));
    }

    public Spawn fchdir(int fd) {
        return done("fchdir(" + fd + ")", Native.LIBC.posix_spawn_file_actions_addfchdir_np(actions.address(), fd));
    }

    public Spawn chdir(String directory) {
        return done(
                "chdir(" + directory + ")",
                Native.LIBC.posix_spawn_file_actions_addchdir_np(
                        actions.address(), keep(NativeMemory.ofText(directory))));
    }

    private long keep(NativeMemory memory) {
        texts.add(memory);
        return memory.address();
    }

    private Spawn done(String what, int error) {
        if (error != 0) {
            throw new KernelException(Errno.of(error), "posix_spawn_file_actions", what);
        }
        described.add(what);
        return this;
    }

    /** The child's pid in the caller's namespace, once the step has been run without failure. */
    public Pid pid() {
        return new Pid(pid.getInt(0));
    }

    /** The same, where it may not have come to a child. */
    public Optional<Pid> child() {
        int number = pid.getInt(0);
        return number == 0 ? Optional.empty() : Optional.of(new Pid(number));
    }

    /** Frees what libc keeps; not before the step has been run or never will be. */
    public void free() {
        Native.LIBC.posix_spawn_file_actions_destroy(actions.address());
        Native.LIBC.posix_spawnattr_destroy(attributes.address());
    }

    Step toStep() {
        return Step.ofSpawn(
                new Argument.Block(pid, () -> "&pid"),
                new Argument.Block(path, () -> "path"),
                new Argument.Block(actions, described::toString),
                new Argument.Block(attributes, () -> "SETSID|SETSIGDEF|SETSIGMASK"),
                argv,
                envp);
    }
}
