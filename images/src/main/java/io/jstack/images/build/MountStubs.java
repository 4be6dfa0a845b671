package io.jstack.images.build;

import io.jstack.images.layer.MergedTree;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The empty files and directories that must be there to mount upon: what the image did not have before, it does not get. */
final class MountStubs {
    /** Below a step's root: the real path of each that is missing, and how many of its parts are. */
    private record Missing(List<String> path, int fresh) {}

    private final List<Missing> missing = new ArrayList<>();

    MountStubs(List<BuildMount> mounts, MergedTree below) {
        for (BuildMount mount : mounts) {
            List<String> real = below.resolve(MergedTree.parts(mount.target()));
            int there = 0;
            while (there < real.size() && below.find(real.subList(0, there + 1)).isPresent()) {
                there++;
            }
            if (there < real.size()) {
                missing.add(new Missing(real, real.size() - there));
            }
        }
    }

    /** Removes from {@code upper} those that are still empty; what the step put there stays. */
    void remove(Path upper) {
        FileSystemCalls files = new FileSystemCalls();
        int plain = FileSystemCalls.RESOLVE_BENEATH | FileSystemCalls.RESOLVE_NO_SYMLINKS;
        try (Fd root = Linux.open(upper.toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
            for (Missing stub : missing) {
                for (int i = 0; i < stub.fresh(); i++) {
                    List<String> path = stub.path().subList(0, stub.path().size() - i);
                    byte[] name = raw(path.get(path.size() - 1));
                    String parent = path.size() == 1 ? "." : String.join("/", path.subList(0, path.size() - 1));
                    try (Fd directory = files.open(root, raw(parent), Linux.O_PATH | Linux.O_DIRECTORY, 0, plain)) {
                        remove(files, directory, name);
                    } catch (KernelException e) {
                        if (e.errno() == Errno.ENOTEMPTY) {
                            break;
                        }
                        if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR && e.errno() != Errno.ELOOP) {
                            throw e;
                        }
                    }
                }
            }
        }
    }

    private static void remove(FileSystemCalls files, Fd directory, byte[] name) {
        Optional<FileSystemStat> stat = files.find(directory, name);
        if (stat.isPresent() && stat.get().isDirectory()) {
            files.rmdir(directory, name);
        } else if (stat.isPresent() && stat.get().isRegular() && stat.get().size() == 0) {
            files.unlink(directory, name);
        }
    }

    private static byte[] raw(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
