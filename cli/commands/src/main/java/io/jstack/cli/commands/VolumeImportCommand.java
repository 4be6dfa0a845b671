package io.jstack.cli.commands;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack volume import}. */
@Command(
        name = "import",
        header = "$ docker run --rm -v data:/v busybox tar -c -C /v . | jstack volume import shop_data -",
        description = "Fill an empty or new volume from a tar, plain or compressed; - is standard input.")
final class VolumeImportCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "VOLUME", description = "Which; made when it is missing.")
    private String volume = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "TAR", description = "The file.")
    private String file = "-";

    VolumeImportCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        try (InputStream tar = run.terminal().read(file)) {
            run.stacks().volumes().importFrom(volume, tar);
        } catch (IOException e) {
            throw new JstackException(
                    CommandError.FILE,
                    "cannot read " + file + ": " + e.getMessage(),
                    "jstack volume import VOLUME FILE",
                    e);
        }
        return ExitCode.OK;
    }
}
