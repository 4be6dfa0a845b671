package io.jstack.engine;

import io.jstack.values.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's memory, proc_meminfo(5). */
public final class HostMemory {
    private HostMemory() {}

    public static Bytes total() {
        try {
            String line = Files.readAllLines(Path.of("/proc/meminfo")).get(0); // MemTotal:       16314668 kB
            return Bytes.parse(line.replaceAll("[^0-9]", "") + "k").orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
