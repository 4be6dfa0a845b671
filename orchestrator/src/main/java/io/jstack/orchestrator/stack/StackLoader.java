package io.jstack.orchestrator.stack;

/** Loads stack files: the one door to the phases beneath this package. */
public final class StackLoader {
    private StackLoader() {}

    /**
     * Reads, merges, checks and completes the files of {@code request}, and decodes the result.
     *
     * @throws io.jstack.values.JstackException with every problem found, each with its place
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static LoadedStack load(LoadRequest request) {
        throw new UnsupportedOperationException("the phases are not there yet: " + request.files());
    }

    /** The same as far as {@code config} goes: phases may be left out, and nothing is decoded. */
    @SuppressWarnings("DoNotCallSuggester")
    public static CanonicalStack canonical(LoadRequest request) {
        throw new UnsupportedOperationException("the phases are not there yet: " + request.files());
    }
}
