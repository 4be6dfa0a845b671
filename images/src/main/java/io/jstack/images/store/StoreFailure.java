package io.jstack.images.store;

import io.jstack.images.ImageError;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Path;

/** The kernel's no, in the user's words. */
public final class StoreFailure {
    private StoreFailure() {}

    /** What failed while {@code doing} something below {@code where}: {@link ImageError#DISK_FULL} or {@link ImageError#IO}. */
    public static JstackException of(String doing, Path where, Exception cause) {
        boolean full = cause instanceof KernelException kernel
                ? kernel.errno() == Errno.ENOSPC || kernel.errno() == Errno.EDQUOT
                : String.valueOf(cause.getMessage()).contains("No space left")
                        || String.valueOf(cause.getMessage()).contains("quota exceeded");
        if (full) {
            return new JstackException(
                    ImageError.DISK_FULL,
                    "%s: no space left on the disk of %s".formatted(doing, where),
                    "free some space (jstack image prune), or move the state directory to a larger disk",
                    cause);
        }
        String why = cause instanceof IOException && cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : String.valueOf(cause.getMessage());
        return new JstackException(ImageError.IO, doing + ": " + why, "see the disk of " + where, cause);
    }
}
