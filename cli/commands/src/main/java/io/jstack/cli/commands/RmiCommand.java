package io.jstack.cli.commands;

import io.jstack.engine.ImageAccess.Gone;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack rmi}. */
@Command(
        name = "rmi",
        header = "$ jstack rmi app:1",
        description = "Drop names of images; with its last name an image goes too, unless a container uses it.")
final class RmiCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "A name or an id.")
    private List<String> images = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "All names of an id; an image in use stays without a name.")
    private boolean force;

    RmiCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        List<Problem> failures = new ArrayList<>();
        for (String image : images) {
            try {
                Gone gone =
                        force ? run.images().forceRemove(image) : run.images().remove(image);
                gone.untagged().forEach(name -> run.out().println("Untagged: " + name));
                gone.deleted().forEach(id -> run.out().println("Deleted: " + id));
            } catch (JstackException e) {
                failures.addAll(e.problems());
            }
        }
        if (!failures.isEmpty()) {
            throw new JstackException(failures);
        }
        return ExitCode.OK;
    }
}
