package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack cp}. Docker's rules: a directory's name goes along unless the path ends in {@code /.}; a file may get a new name. */
@Command(
        name = "cp",
        header = "$ jstack cp web:/etc/hosts .",
        description = "Copy between a service's container and this machine; - is a tar on standard input or output.")
final class CpCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "SERVICE:PATH, a path here, or -.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "SERVICE:PATH, a path here, or -.")
    private String target = "";

    @Option(names = "--index", paramLabel = "N", description = "The n-th replica.")
    private int index;

    @Option(names = "--all", description = "Into every container of the service, one-off ones too.")
    private boolean all;

    @Option(
            names = {"-a", "--archive"},
            description = "Keep owners.")
    private boolean archive;

    @Option(
            names = {"-L", "--follow-link"},
            description = "Copy what a symbolic link at SOURCE leads to.")
    private boolean follow;

    private final Naming naming;

    CpCommand(Invocation run) {
        this(run, Naming.SERVICES);
    }

    private CpCommand(Invocation run, Naming naming) {
        this.run = run;
        this.naming = naming;
    }

    /** {@code jstack container cp}. */
    static Callable<Integer> ofContainers(Invocation run) {
        return new CpCommand(run, Naming.CONTAINERS);
    }

    /** What stands before the colon. */
    private enum Naming {
        SERVICES,
        CONTAINERS
    }

    private ContainerId container(String name) {
        return naming == Naming.CONTAINERS
                ? HostContainer.find(run.projects(), name).id()
                : run.container(run.project(), name, number()).container().id();
    }

    /** {@code web:/etc/hosts}; a path with a slash before the colon is one of this machine. */
    private record Place(String service, String path) {
        static Optional<Place> of(String text) {
            int colon = text.indexOf(':');
            int slash = text.indexOf('/');
            return colon < 1 || (slash >= 0 && slash < colon)
                    ? Optional.empty()
                    : Optional.of(new Place(text.substring(0, colon), text.substring(colon + 1)));
        }
    }

    @Override
    public Integer call() throws IOException {
        Optional<Place> from = Place.of(source);
        Optional<Place> to = Place.of(target);
        if (from.isPresent() == to.isPresent()) {
            throw new JstackException(
                    CommandError.USAGE,
                    "one of the two must be in a container: " + source + ", " + target,
                    "jstack cp SERVICE:PATH PATH, or jstack cp PATH SERVICE:PATH");
        }
        if (from.isPresent()) {
            out(from.get());
        } else {
            in(to.get());
        }
        return ExitCode.OK;
    }

    // ---- out of a container

    private void out(Place from) throws IOException {
        ContainerId container = container(from.service());
        if (run.stacks().kind(container, from.path()).isEmpty()) {
            throw missing(from);
        }
        Stacks.Links links = follow ? Stacks.Links.FOLLOWED : Stacks.Links.KEPT;
        try (InputStream tar = run.stacks().copyOut(container, from.path(), links)) {
            if (target.equals("-")) {
                try (OutputStream stdout = run.terminal().write("-")) {
                    tar.transferTo(stdout);
                }
                return;
            }
            Path here = run.resolve(target);
            Archive.Owners owners = archive ? Archive.Owners.KEPT : Archive.Owners.MINE;
            if (Files.isDirectory(here)) {
                Archive.unpack(
                        tar, here, isContents(from.path()) ? Archive.Name.dropped() : Archive.Name.kept(), owners);
            } else if (here.getParent() != null && Files.isDirectory(here.getParent())) {
                Archive.unpack(tar, here.getParent(), Archive.Name.changed(String.valueOf(here.getFileName())), owners);
            } else {
                throw new JstackException(
                        CommandError.FILE, "there is no directory " + here.getParent(), "mkdir -p " + here.getParent());
            }
        }
    }

    // ---- into a container

    private void in(Place to) throws IOException {
        List<ContainerId> containers = all && naming == Naming.SERVICES
                ? run.projects().ps(run.project()).stream()
                        .filter(status -> status.container().service().equals(to.service()))
                        .map(status -> status.container().id())
                        .toList()
                : List.of(container(to.service()));
        for (ContainerId container : containers) {
            into(container, to);
        }
    }

    private void into(ContainerId container, Place to) throws IOException {
        Stacks.Owners owners = archive ? Stacks.Owners.KEPT : Stacks.Owners.ROOT;
        Optional<Stacks.Kind> there = run.stacks().kind(container, to.path());
        if (source.equals("-")) {
            if (there.filter(Stacks.Kind.DIRECTORY::equals).isEmpty()) {
                throw new JstackException(
                        CommandError.FILE,
                        to.service() + ":" + to.path() + " is no directory",
                        "a directory, for a tar");
            }
            run.stacks().copyIn(container, to.path(), run.terminal().in(), owners);
            return;
        }
        Path here = run.resolve(source);
        Path file = follow ? here.toRealPath() : here;
        if (!Files.exists(here, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            throw new JstackException(CommandError.FILE, "there is no " + here, "a file or directory of this machine");
        }
        boolean into = there.filter(Stacks.Kind.DIRECTORY::equals).isPresent();
        if (there.isPresent() && !into && Files.isDirectory(here)) {
            throw new JstackException(
                    CommandError.FILE,
                    to.service() + ":" + to.path() + " is a file, and " + here + " a directory",
                    "another target");
        }
        String directory = into ? to.path() : parent(to.path());
        Archive.Name name = into
                ? (isContents(source) ? Archive.Name.dropped() : Archive.Name.kept())
                : Archive.Name.changed(lastPart(to.path()));
        try (InputStream tar = Archive.pack(file, name)) {
            run.stacks().copyIn(container, directory, tar, owners);
        }
    }

    private OptionalInt number() {
        return index > 0 ? OptionalInt.of(index) : OptionalInt.empty();
    }

    private static boolean isContents(String path) {
        return path.endsWith("/.") || path.equals(".");
    }

    private static String parent(String path) {
        String clean = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        int slash = clean.lastIndexOf('/');
        return slash <= 0 ? "/" : clean.substring(0, slash);
    }

    private static String lastPart(String path) {
        String clean = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return clean.substring(clean.lastIndexOf('/') + 1);
    }

    private static JstackException missing(Place place) {
        return new JstackException(
                CommandError.NOT_FOUND,
                "there is no " + place.path() + " in " + place.service(),
                "jstack exec " + place.service() + " ls " + parent(place.path()));
    }
}
