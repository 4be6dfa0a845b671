package io.jstack.images.build;

/** Counts the steps of a build, for its progress. */
final class StepNumbers {
    private int total;
    private int last;

    StepNumbers(int total) {
        this.total = total;
    }

    synchronized int next() {
        return ++last;
    }

    synchronized int total() {
        return total;
    }

    /** Steps nobody could foresee: the base image's triggers. */
    synchronized void more(int count) {
        total += count;
    }
}
