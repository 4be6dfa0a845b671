package io.jstack.cli.commands;

import io.jstack.engine.ImageAccess.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack image ls}. */
@Command(
        name = "ls",
        header = "$ jstack image ls --filter dangling=true",
        description = "List the images of the store.")
final class ImageLsCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "0..1", paramLabel = "REPOSITORY[:TAG]", description = "Only of this name.")
    private Optional<String> name = Optional.empty();

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-a", "--all"},
            description = "The default: no image is hidden.")
    private boolean all;

    @Option(names = "--digests", description = "Also the digest that the registry gives it.")
    private boolean digests;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "KEY=VALUE",
            description = "dangling, label, reference, before, since.")
    private List<String> filters = new ArrayList<>();

    @Mixin
    private Listing listing = new Listing();

    @Option(names = "--tree", description = "Each image with its names and layers beneath it.")
    private boolean tree;

    ImageLsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        ImageRows rows = new ImageRows(run.images(), listing);
        List<Named> found = rows.matching(name, filters);
        if (tree) {
            new ImageTree(run.images()).print(found, run.out());
        } else {
            rows.print(run, found, digests ? ImageRows.WITH_DIGESTS : ImageRows.COLUMNS);
        }
        run.images()
                .damaged()
                .forEach((image, why) -> run.err()
                        .println("warning: %s is damaged and left out: %s%n  try: %s"
                                .formatted(image, why.message(), why.remedy())));
        return ExitCode.OK;
    }
}
