package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack save}. */
@Command(
        name = "save",
        header = "$ jstack save -o app.tar app:1",
        description = "Write images as one tar, which is both Docker's archive and an OCI image layout.")
final class SaveCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "A name or an id.")
    private List<String> images = new ArrayList<>();

    @Mixin
    private final TarFile file = new TarFile();

    SaveCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        file.write(run, "jstack save -o FILE IMAGE", out -> run.images().save(images, out));
        return ExitCode.OK;
    }
}
