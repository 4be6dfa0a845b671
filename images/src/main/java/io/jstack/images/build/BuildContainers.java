package io.jstack.images.build;

/**
 * Runs the commands of a build, one container per {@code RUN}: the engine implements it with the same runtime, isolation and limits as
 * any container.
 */
@FunctionalInterface
public interface BuildContainers {
    /**
     * Runs {@code step} to its end and takes everything away that it mounted. What it wrote stands in {@link BuildStep#upper}
     * afterwards, whatever the exit code.
     *
     * <p>Cancelled by interrupting the calling thread: the container is killed, then the exception thrown.
     *
     * @return the exit code as Docker counts it: 128+n when ended by signal n, 127 when the program does not exist
     */
    int run(BuildStep step) throws InterruptedException;
}
