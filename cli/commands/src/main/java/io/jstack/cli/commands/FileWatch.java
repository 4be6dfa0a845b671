package io.jstack.cli.commands;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Tells which files below some places have changed: inotify(7), one watch for each directory. For one thread. */
final class FileWatch implements AutoCloseable {
    /** Editors and version control change many files at once, or one in several steps. */
    private static final long QUIET_MILLIS = 200;

    private static final long LONGEST_MILLIS = 2000;

    private final WatchService service;
    private final Collection<Path> roots;
    private final Predicate<Path> ignored;
    private final Map<WatchKey, Path> directories = new HashMap<>();

    private FileWatch(WatchService service, Collection<Path> roots, Predicate<Path> ignored) {
        this.service = service;
        this.roots = List.copyOf(roots);
        this.ignored = ignored;
    }

    /** @param ignored directories that are not looked into, and files that are not told of */
    static FileWatch on(Collection<Path> roots, Predicate<Path> ignored) throws IOException {
        FileWatch watch = new FileWatch(FileSystems.getDefault().newWatchService(), roots, ignored);
        for (Path root : roots) {
            Path parent = root.getParent();
            if (Files.isDirectory(root)) {
                watch.lookInto(root, new TreeSet<>());
            } else if (parent != null) {
                watch.register(parent); // an editor may put another file in its place
            }
        }
        return watch;
    }

    /** Waits for the next changes, until there are no more for a moment: files and directories made, changed or gone. */
    Set<Path> next() throws InterruptedException, IOException {
        Set<Path> changed = new TreeSet<>();
        while (changed.isEmpty()) {
            take(service.take(), changed);
        }
        long begun = System.nanoTime();
        WatchKey more = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        while (more != null) {
            take(more, changed);
            long left = LONGEST_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            more = left <= 0 ? null : service.poll(Math.min(left, QUIET_MILLIS), TimeUnit.MILLISECONDS);
        }
        return changed;
    }

    private void take(WatchKey key, Set<Path> changed) throws IOException {
        Path directory = directories.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (directory == null || event.kind() == StandardWatchEventKinds.OVERFLOW) {
                for (Path root : roots) {
                    lookInto(root, changed); // too many to be told one by one
                }
                continue;
            }
            Path path = directory.resolve((Path) event.context());
            if (ignored.test(path)) {
                continue;
            }
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                lookInto(path, changed);
            } else {
                changed.add(path);
            }
        }
        if (!key.reset()) {
            directories.remove(key);
        }
    }

    /** Watches a directory and all below it, and notes what is there. */
    private void lookInto(Path root, Set<Path> found) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                if (!path.equals(root) && ignored.test(path)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                register(path);
                found.add(path);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if (!ignored.test(path)) {
                    found.add(path);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void register(Path directory) throws IOException {
        directories.put(
                directory.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE),
                directory);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
