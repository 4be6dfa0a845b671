package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.InputStream;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a running container's first process is joined. */
final class AttachFlags {
    @Mixin
    private final Joined joined = new Joined();

    @Option(names = "--no-stdin", description = "Look only.")
    private boolean noStdin;

    /**
     * Joins it until it ends, or the detach keys are pressed on its terminal, and says so.
     *
     * @param again the command line, for who cannot be joined as it was asked
     */
    int attach(Invocation run, ContainerId id, String name, String again) throws InterruptedException {
        InputStream in =
                noStdin ? InputStream.nullInputStream() : run.terminal().in();
        Joined.Way way = (io, keys) -> run.stacks().join(id, io, keys);
        if (!run.stacks().hasTerminal(id)) {
            return joined.onStreams(run, id, in, way).orElse(ExitCode.OK);
        }
        if (!noStdin && !run.terminal().isTerminal(StandardStream.IN)) {
            throw new JstackException(
                    CommandError.USAGE,
                    name + " has a terminal, and standard input is none",
                    again.replaceFirst("attach", "attach --no-stdin"));
        }
        OptionalInt code = noStdin ? joined.looking(run, way) : joined.onTerminal(run, in, way);
        if (code.isEmpty()) {
            Joined.tellLeft(run, name);
        }
        return code.orElse(ExitCode.OK);
    }
}
