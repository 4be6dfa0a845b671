package io.jstack.engine.api;

import io.jstack.engine.EngineError;
import io.jstack.images.ImageError;
import io.jstack.orchestrator.ControlError;
import io.jstack.values.JstackException;
import java.util.Map;

/** An answer that is no success: its HTTP status, and the sentence that clients show. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INTERNAL = 500;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int UNAVAILABLE = 503;

    /** By the ids of error codes, which are the rooms' own: what Docker answers in such a case. */
    private static final Map<String, Integer> STATUS = Map.ofEntries(
            Map.entry(EngineError.NO_SUCH_CONTAINER.id(), NOT_FOUND),
            Map.entry(EngineError.NO_SUCH_NETWORK.id(), NOT_FOUND),
            Map.entry(EngineError.NO_SUCH_VOLUME.id(), NOT_FOUND),
            Map.entry(EngineError.NO_SUCH_PROJECT.id(), NOT_FOUND),
            Map.entry(ImageError.IMAGE_NOT_FOUND.id(), NOT_FOUND),
            Map.entry(EngineError.AMBIGUOUS_ID.id(), BAD_REQUEST),
            Map.entry(EngineError.BAD_VALUE.id(), BAD_REQUEST),
            Map.entry(EngineError.IN_USE.id(), CONFLICT),
            Map.entry(EngineError.UNSUPPORTED.id(), CONFLICT),
            Map.entry(EngineError.NAME_TAKEN.id(), CONFLICT),
            Map.entry(EngineError.CONTAINER_NOT_RUNNING.id(), CONFLICT),
            Map.entry(EngineError.CONTAINER_PAUSED.id(), CONFLICT),
            Map.entry(ControlError.INTERRUPTED.id(), INTERNAL));

    private final int status;

    private Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    static Refusal badRequest(String message) {
        return new Refusal(BAD_REQUEST, message);
    }

    static Refusal forbidden(String message) {
        return new Refusal(FORBIDDEN, message);
    }

    static Refusal notFound(String message) {
        return new Refusal(NOT_FOUND, message);
    }

    static Refusal conflict(String message) {
        return new Refusal(CONFLICT, message);
    }

    static Refusal notSpoken(String what) {
        return new Refusal(NOT_IMPLEMENTED, what + " is not spoken by jstack");
    }

    static Refusal unavailable(String message) {
        return new Refusal(UNAVAILABLE, message);
    }

    /** What one of the rooms refused, with its way out. */
    static Refusal of(JstackException refused) {
        return new Refusal(STATUS.getOrDefault(refused.code().id(), INTERNAL), String.valueOf(refused.getMessage()));
    }
}
