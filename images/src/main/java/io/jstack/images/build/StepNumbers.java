package io.jstack.images.build;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the steps of one stage, and with the other stages those of the whole build. */
final class StepNumbers {
    private final AtomicInteger build;
    private int inStage;
    private int of;

    /**
     * Begins a stage.
     *
     * @param build the last number given in any stage
     */
    StepNumbers(AtomicInteger build, int of) {
        this.build = build;
        this.of = of;
    }

    /** The step's number in the whole build. */
    int next() {
        inStage++;
        return build.incrementAndGet();
    }

    /** Of the last one begun, from 1. */
    int inStage() {
        return inStage;
    }

    int of() {
        return of;
    }

    /** Steps nobody could foresee: the base image's triggers. */
    void more(int count) {
        of += count;
    }
}
