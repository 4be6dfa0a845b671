package io.jstack.images.registry;

import io.jstack.images.Reference;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import land.oras.ContainerRef;
import land.oras.auth.AuthProvider;
import land.oras.auth.HttpClient;
import land.oras.auth.HttpClient.ResponseWrapper;
import land.oras.auth.Scope;
import land.oras.auth.Scopes;
import land.oras.exception.OrasException;

/** Requests about one repository, repeated while the answer is one that passes. */
final class Requests {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final Reference name;
    private final ContainerRef oras;
    private final HttpClient http;
    private final AuthProvider credentials;
    private final Pause pause;

    Requests(Reference name, ContainerRef oras, HttpClient http, AuthProvider credentials, Pause pause) {
        this.name = name;
        this.oras = oras;
        this.http = http;
        this.credentials = credentials;
        this.pause = pause;
    }

    Reference name() {
        return name;
    }

    Pause pause() {
        return pause;
    }

    /** An answer; its headers by their names in lower case. */
    record Answer<T>(int status, T body, Map<String, String> headers) {
        private static <T> Answer<T> of(ResponseWrapper<T> response) {
            Map<String, String> folded = new TreeMap<>();
            response.headers().forEach((key, value) -> folded.put(key.toLowerCase(Locale.ROOT), value));
            return new Answer<>(response.statusCode(), response.response(), folded);
        }

        Optional<String> header(String lowerCase) {
            return Optional.ofNullable(headers.get(lowerCase));
        }

        String mediaType() {
            String type = header("content-type").orElse("");
            int semicolon = type.indexOf(';');
            return (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
        }
    }

    /**
     * GET of a body that is still to be read.
     *
     * @param fine statuses that are answers too, besides 2xx
     */
    Answer<InputStream> get(URI uri, Map<String, String> headers, Set<Integer> fine, String what)
            throws InterruptedException {
        return repeated(
                () -> Patience.with(() -> http.download(uri, new RedirectLimit(headers), pulling(), credentials)),
                fine,
                what);
    }

    Answer<String> head(URI uri, Set<Integer> fine, String what) throws InterruptedException {
        return repeated(
                () -> Patience.with(() -> http.head(uri, new RedirectLimit(Map.of()), pushing(), credentials)),
                fine,
                what);
    }

    Answer<String> post(URI uri, String what) throws InterruptedException {
        return repeated(
                () -> Patience.with(
                        () -> http.post(uri, new byte[0], new RedirectLimit(Map.of()), pushing(), credentials)),
                Set.of(),
                what);
    }

    Answer<String> put(URI uri, byte[] body, Map<String, String> headers, String what) throws InterruptedException {
        return repeated(() -> http.put(uri, body, new RedirectLimit(headers), pushing(), credentials), Set.of(), what);
    }

    Answer<String> delete(URI uri, Set<Integer> fine, String what) throws InterruptedException {
        Scopes scopes = Scopes.of(oras, Scope.PULL, Scope.DELETE);
        return repeated(
                () -> Patience.with(() -> http.delete(uri, new RedirectLimit(Map.of()), scopes, credentials)),
                fine,
                what);
    }

    /**
     * GET of what only one who pushes may see. Not repeated.
     *
     * @throws JstackException for any status but 2xx
     */
    Answer<String> getOnce(URI uri, String what) throws InterruptedException {
        return once(
                () -> Patience.with(() -> http.get(uri, new RedirectLimit(Map.of()), pushing(), credentials)), what);
    }

    /**
     * PATCH of a body that may take its time. Not repeated, since some of it may have arrived.
     *
     * @throws JstackException for any status but 2xx
     */
    Answer<String> patchOnce(
            URI uri, long size, Map<String, String> headers, Supplier<InputStream> content, String what)
            throws InterruptedException {
        return once(() -> http.patch(uri, size, new RedirectLimit(headers), content, pushing(), credentials), what);
    }

    private Scopes pulling() {
        return Scopes.of(oras, Scope.PULL);
    }

    private Scopes pushing() {
        return Scopes.of(oras, Scope.PULL, Scope.PUSH);
    }

    private <T> Answer<T> once(Callable<ResponseWrapper<T>> request, String what) throws InterruptedException {
        try {
            return tried(request, Set.of(), what);
        } catch (Refusal e) {
            throw e.failure;
        }
    }

    private <T> Answer<T> repeated(Callable<ResponseWrapper<T>> request, Set<Integer> fine, String what)
            throws InterruptedException {
        Duration next = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return tried(request, fine, what);
            } catch (Refusal e) {
                if (!e.mayPass || attempt == ATTEMPTS) {
                    throw e.failure;
                }
                pause.of(e.wanted.orElse(next));
                next = next.multipliedBy(2);
            }
        }
    }

    /** One try that came to nothing. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final JstackException failure;
        private final boolean mayPass;
        private final transient Optional<Duration> wanted;

        /**
         * @param mayPass whether asking again may help
         * @param wanted the pause that the registry asks for
         */
        Refusal(JstackException failure, boolean mayPass, Optional<Duration> wanted) {
            super(failure);
            this.failure = failure;
            this.mayPass = mayPass;
            this.wanted = wanted;
        }
    }

    private <T> Answer<T> tried(Callable<ResponseWrapper<T>> request, Set<Integer> fine, String what)
            throws InterruptedException, Refusal {
        try {
            Answer<T> answer = Answer.of(request.call());
            int status = answer.status();
            if (status / 100 == 2 || fine.contains(status)) {
                return answer;
            }
            drop(answer.body());
            throw new Refusal(
                    RegistryFailure.status(status, name, what), RegistryFailure.isPassing(status), retryAfter(answer));
        } catch (OrasException e) {
            throw refusal(e, what);
        } catch (InterruptedException | Refusal | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // a request throws nothing else
        }
    }

    private Refusal refusal(OrasException e, String what) throws InterruptedException {
        boolean mayPass = true;
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof InterruptedException) {
                throw (InterruptedException) new InterruptedException("the request was cancelled").initCause(e);
            }
            mayPass &= !(at instanceof RedirectLimit.Exceeded);
        }
        Integer status = e.getStatusCode();
        boolean isAnswer = status != null && status >= 400 && !RegistryFailure.isPassing(status);
        return isAnswer
                ? new Refusal(RegistryFailure.status(status, name, what), false, Optional.empty())
                : new Refusal(RegistryFailure.unreachable(name, e), mayPass, Optional.empty());
    }

    private static <T> void drop(T body) {
        if (body instanceof InputStream stream) {
            try {
                stream.close();
            } catch (IOException e) {
                return; // it was not wanted anyway
            }
        }
    }

    private static Optional<Duration> retryAfter(Answer<?> answer) {
        try {
            return answer.header("retry-after")
                    .map(text -> Duration.ofSeconds(Math.max(0, Long.parseLong(text.strip()))))
                    .map(wanted -> wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted);
        } catch (NumberFormatException e) {
            return Optional.empty(); // a date: our own pause will do
        }
    }
}
