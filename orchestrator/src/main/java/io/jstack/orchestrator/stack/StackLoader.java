package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.stack.report.Excerpts;
import io.jstack.values.JstackException;

/** Loads stack files: the one door to the phases beneath this package. */
public final class StackLoader {
    private StackLoader() {}

    /**
     * Reads, merges, checks and completes the files of {@code request}, and decodes the result.
     *
     * @throws JstackException with every problem found, each with its place
     */
    public static LoadedStack load(LoadRequest request) {
        Loading loading = new Loading(request);
        try {
            return loading.load();
        } catch (JstackException wrong) {
            throw Excerpts.added(wrong, loading.files()::lines);
        }
    }

    /** The same as far as {@code config} goes: phases may be left out, and nothing is decoded. */
    public static CanonicalStack canonical(LoadRequest request) {
        Loading loading = new Loading(request);
        try {
            return loading.canonical();
        } catch (JstackException wrong) {
            throw Excerpts.added(wrong, loading.files()::lines);
        }
    }
}
