package io.jstack.orchestrator;

/** Hears what a command is doing; called from several threads, never blocks. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress SILENT = step -> {};

    void on(Step step);

    /**
     * A resource's new state.
     *
     * @param name as people know it: {@code shop-web-1}, {@code shop_backend}
     * @param text one word or a short phrase: {@code Creating}, {@code Started}, {@code layer 3/7}
     */
    record Step(Resource resource, String name, State state, String text) {}

    /** What a step is about. */
    enum Resource {
        PROJECT,
        IMAGE,
        NETWORK,
        VOLUME,
        CONTAINER
    }

    /** How far it is. */
    enum State {
        WORKING,
        DONE,
        WARNING,
        FAILED
    }
}
