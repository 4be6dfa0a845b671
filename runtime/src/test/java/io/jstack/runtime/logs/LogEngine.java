package io.jstack.runtime.logs;

import io.jstack.values.Bytes;
import java.nio.file.Path;

/** An engine reduced to its log, in a process of its own that a test may kill: arguments directory, file size, files. */
final class LogEngine {
    private LogEngine() {}

    public static void main(String[] args) {
        LogWriter writer = new LogWriter();
        ContainerLog log = ContainerLog.open(
                writer,
                Path.of(args[0]),
                new LogSettings(new Bytes(Long.parseLong(args[1])), Integer.parseInt(args[2])));
        System.out.println("takes over");
        log.adopt();
        log.drained().join();
        System.out.println("drained");
    }
}
