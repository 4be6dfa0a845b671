package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.stack.explain.Candidate;
import io.jstack.orchestrator.stack.explain.StackVariable;
import io.jstack.orchestrator.stack.report.Excerpts;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Loads stack files: the one door to the phases beneath this package. */
public final class StackLoader {
    private StackLoader() {}

    /**
     * Reads, merges, checks and completes the files of {@code request}, and decodes the result.
     *
     * @throws JstackException with every problem found, each with its place
     */
    public static LoadedStack load(LoadRequest request) {
        return withExcerpts(request, Loading::load);
    }

    /** The same as far as {@code config} goes: phases may be left out, and nothing is decoded. */
    public static CanonicalStack canonical(LoadRequest request) {
        return withExcerpts(request, Loading::canonical);
    }

    /** The variables the named files use, by name: {@code config --variables}. */
    public static List<StackVariable> variables(LoadRequest request) {
        return withExcerpts(request, Loading::variables);
    }

    /** The variables files may use, by name: {@code config --environment}. */
    public static Map<String, String> environment(LoadRequest request) {
        return withExcerpts(request, Loading::environment);
    }

    /**
     * What gives a value, and what wins: {@code config --explain}.
     *
     * @param what a variable, {@code TAG}; or a key of a service, {@code web.ports}, {@code web.environment.TZ}
     */
    public static List<Candidate> explain(LoadRequest request, String what) {
        return withExcerpts(request, loading -> loading.explain(what));
    }

    private static <T> T withExcerpts(LoadRequest request, Function<Loading, T> phases) {
        return run(new Loading(request), phases);
    }

    static <T> T run(Loading loading, Function<Loading, T> phases) {
        try {
            return loading.everything(() -> phases.apply(loading));
        } catch (JstackException wrong) {
            throw Excerpts.added(wrong, loading.files()::lines);
        }
    }
}
