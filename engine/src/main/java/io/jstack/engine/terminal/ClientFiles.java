package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pidfd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a path means to a client at the {@link Door}: some mean its own descriptors. */
final class ClientFiles {
    private static final Pattern DESCRIPTOR =
            Pattern.compile("/dev/(stdin|stdout|stderr|tty)|(?:/dev|/proc/self)/fd/([0-9]{1,9})");

    private final Fd client;
    private final Hello hello;

    /** @param client its pidfd */
    ClientFiles(Fd client, Hello hello) {
        this.client = client;
        this.hello = hello;
    }

    /**
     * A duplicate of what it was started with as {@code descriptor}, or has opened since.
     *
     * @throws KernelException EBADF
     */
    Fd descriptor(int descriptor) {
        return Pidfd.fetch(client, ClientProcess.number(descriptor));
    }

    /**
     * One of its descriptors, by name.
     *
     * @throws IOException worded for the user
     */
    Fd read(String path) throws IOException {
        try {
            return descriptor(meant(path).orElseThrow(() -> new IOException(path + " is no descriptor")));
        } catch (KernelException e) {
            throw new IOException(path + " (No such file or directory)", e);
        }
    }

    /**
     * A file to write, as it would create it itself.
     *
     * @throws IOException worded for the user
     */
    Fd create(String path) throws IOException {
        OptionalInt number = meant(path);
        if (number.isPresent()) {
            return read(path);
        }
        try {
            return create(hello.directory().resolve(path));
        } catch (KernelException e) {
            throw new IOException("%s (%s)".formatted(path, e.errno().text()), e);
        }
    }

    /** With the client's umask, which is no thread's of its own here: a new file is given its mode before anything is in it. */
    private Fd create(Path file) throws IOException {
        try {
            Fd fd = Linux.open(file.toString(), Linux.O_WRONLY | Linux.O_CREAT | Linux.O_EXCL, 0600);
            Files.setPosixFilePermissions(file, permissions(0666 & ~hello.umask()));
            return fd;
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            return Linux.open(file.toString(), Linux.O_WRONLY | Linux.O_CREAT | Linux.O_TRUNC | Linux.O_NOCTTY, 0600);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // from OWNER_READ, 0400, down to OTHERS_EXECUTE, 1
        for (int i = 0; i < all.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    /** The client's descriptor that a path means; empty for a path that means the same in every process. */
    private OptionalInt meant(String path) {
        Matcher matcher = DESCRIPTOR.matcher(path);
        if (!matcher.matches()) {
            return OptionalInt.empty();
        }
        String name = Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2));
        return switch (name) {
            case "stdin" -> OptionalInt.of(StandardStream.IN.descriptor());
            case "stdout" -> OptionalInt.of(StandardStream.OUT.descriptor());
            case "stderr" -> OptionalInt.of(StandardStream.ERR.descriptor());
            case "tty" ->
                hello.terminals().stream().mapToInt(StandardStream::descriptor).findFirst();
            default -> OptionalInt.of(Integer.parseInt(name));
        };
    }
}
