package io.jstack.engine;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.oci.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code HOME} is for a user: as the image's passwd(5) says, in the topmost layer that has one. */
final class HomeDirectory {
    private HomeDirectory() {}

    /** {@code /} for a user it does not name. */
    static String of(User user, List<Path> layers) {
        return passwd(layers)
                .lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 5 && fields[2].equals(Long.toString(user.uid())))
                .map(fields -> fields[5])
                .findFirst()
                .filter(home -> home.startsWith("/"))
                .orElse(user.uid() == 0 ? "/root" : "/");
    }

    private static String passwd(List<Path> layers) {
        for (Path layer : layers) {
            try (Fd root = Linux.open(layer.toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
                Optional<Fd> found = SafePath.find(root, "/etc/passwd", Linux.O_PATH);
                if (found.isPresent()) {
                    return read(found.get());
                }
            }
        }
        return "";
    }

    /** Nothing where the layer has something else of that name: a whiteout, a FIFO. */
    private static String read(Fd found) {
        try (found) {
            return FileStat.of(found).type() == FileStat.S_IFREG
                    ? new String(Files.readAllBytes(Path.of("/proc/self/fd/" + found.number())), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
