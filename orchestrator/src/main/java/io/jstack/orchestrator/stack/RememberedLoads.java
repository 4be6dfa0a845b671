package io.jstack.orchestrator.stack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.jstack.orchestrator.stack.source.FileView;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Loads stack files, and remembers what the last loads made of them: the same request is answered from memory as long as all the
 * files say the same, byte for byte. For a file of 1,000 services that is a few milliseconds instead of hundreds.
 */
public final class RememberedLoads {
    /** A model takes some fifty times the bytes of its file. */
    private static final int MOST = 8;

    private static final Duration KEPT_UNUSED = Duration.ofMinutes(1);

    private final Cache<LoadRequest, Remembered<LoadedStack>> models = cache();
    private final Cache<LoadRequest, Remembered<CanonicalStack>> canonical = cache();

    /** What a load made, and the files as it saw them. */
    private record Remembered<T>(T made, FileView files) {}

    /** As {@link StackLoader#load}. */
    public LoadedStack load(LoadRequest request) {
        return remembered(models, request, Loading::load);
    }

    /** As {@link StackLoader#canonical}. */
    public CanonicalStack canonical(LoadRequest request) {
        return remembered(canonical, request, Loading::canonical);
    }

    /** @throws JstackException from a load; one that failed is not remembered */
    private static <T> T remembered(
            Cache<LoadRequest, Remembered<T>> known, LoadRequest request, Function<Loading, T> phases) {
        if (request.stdin().isPresent()) {
            return StackLoader.run(new Loading(request), phases);
        }
        Remembered<T> before = known.getIfPresent(request);
        if (before != null && before.files().isCurrent()) {
            return before.made();
        }
        Loading loading = new Loading(request);
        T made = StackLoader.run(loading, phases);
        known.put(request, new Remembered<>(made, loading.files().view()));
        return made;
    }

    private static <T> Cache<LoadRequest, Remembered<T>> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(KEPT_UNUSED)
                .scheduler(Scheduler.systemScheduler())
                .softValues()
                .build();
    }
}
