package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.stack.report.Excerpts;
import io.jstack.values.JstackException;

/** Loads stack files: the one door to the phases beneath this package. */
public final class StackLoader {
    private StackLoader() {}

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
