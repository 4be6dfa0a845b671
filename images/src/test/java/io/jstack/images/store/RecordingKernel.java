package io.jstack.images.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers the calls it passes on, and fails where the test says so. */
final class RecordingKernel implements DiskCalls {
    private final List<Made> calls = new CopyOnWriteArrayList<>();
    private final Set<Path> failing = new HashSet<>();

    /** A call, and the thread that made it: a build's layers are recorded beside its steps. */
    record Made(Call call, Thread by) {}

    List<Call> calls() {
        return calls.stream().map(Made::call).toList();
    }

    List<Made> made() {
        return List.copyOf(calls);
    }

    void forget() {
        calls.clear();
    }

    /** From now on fsync(2) of what lies in {@code directory} ends with EIO. */
    RecordingKernel failingToSyncIn(Path directory) {
        failing.add(directory);
        return this;
    }

    private void made(Call call) {
        calls.add(new Made(call, Thread.currentThread()));
    }

    @Override
    public void sync(Path path) throws IOException {
        made(new Sync(path));
        if (failing.contains(path.getParent())) {
            throw new IOException("Input/output error");
        }
        LINUX.sync(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        made(new Rename(from, to));
        LINUX.rename(from, to);
    }

    @Override
    public void unlink(Path file) throws IOException {
        made(new Unlink(file));
        LINUX.unlink(file);
    }
}
