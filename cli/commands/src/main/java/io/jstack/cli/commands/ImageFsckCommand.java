package io.jstack.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code jstack image fsck}. */
@Command(
        name = "fsck",
        header = "$ jstack image fsck",
        description = "Read the whole store again and say what does not fit together; changes nothing.")
final class ImageFsckCommand implements Callable<Integer> {
    private final Invocation run;

    ImageFsckCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        List<String> wrong = run.images().check();
        wrong.forEach(run.out()::println);
        if (wrong.isEmpty()) {
            run.out().println("the image store is sound");
        }
        return wrong.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
