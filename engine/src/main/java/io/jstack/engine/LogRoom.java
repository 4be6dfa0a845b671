package io.jstack.engine;

import io.jstack.runtime.Kept;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.TerminalSize;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What containers write, and who reads it. */
final class LogRoom {
    private final ContainerFiles files;

    LogRoom(ContainerFiles files) {
        this.files = files;
    }

    /** The streams of one run. */
    record Output(Stdio stdio, List<Kept> kept, List<Fd> mine) {
        void started(RunningContainer running) {
            mine.forEach(Fd::close);
        }

        void abandon() {
            mine.forEach(Fd::close);
        }
    }

    Output open(ContainerRecord record, RuntimeSpec spec) {
        if (record.service().execution().tty()) {
            return new Output(new Stdio.Terminal(TerminalSize.USUAL), List.of(), List.of());
        }
        Path directory = files.logs(record.id());
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Fd in = Linux.open("/dev/null", Linux.O_RDONLY);
        Fd out = Linux.open(
                directory.resolve("raw.log").toString(), Linux.O_WRONLY | Linux.O_CREAT | Linux.O_APPEND, 0600);
        return new Output(new Stdio.Streams(in, out, out), List.of(), List.of(in, out));
    }

    void forget(ContainerId id) {}

    void adopt(Container container, RunningContainer running) {}

    int attach(Container container, Io io, Runnable start) throws InterruptedException {
        start.run();
        return container.run().orElseThrow().running().exited().join().number().orElse(1);
    }
}
