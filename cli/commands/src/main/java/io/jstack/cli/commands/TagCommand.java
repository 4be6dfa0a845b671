package io.jstack.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack tag}. */
@Command(
        name = "tag",
        header = "$ jstack tag app:1 localhost:5000/app:1",
        description = "Give an image one more name, taken from whatever has it.")
final class TagCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "A name or an id.")
    private String image = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
    private String name = "";

    TagCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        run.images().tag(image, name);
        return ExitCode.OK;
    }
}
