package io.jstack.orchestrator;

/**
 * What a probe or a hook answered.
 *
 * @param exitCode as a shell would say it; -1 when it was killed for taking too long
 * @param output of both streams, at most the first {@value #OUTPUT_LIMIT} bytes
 */
public record CommandResult(int exitCode, String output, boolean timedOut) {
    /** In bytes, as Docker cuts it. */
    public static final int OUTPUT_LIMIT = 4096;

    public boolean isSuccess() {
        return exitCode == 0 && !timedOut;
    }
}
