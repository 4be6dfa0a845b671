package io.jstack.images;

import io.jstack.values.Bytes;
import java.time.Duration;

/**
 * Told how far a pull, build, import or bootstrap has come. Called from several threads, seldom enough to print each event; must
 * return fast.
 */
@FunctionalInterface
public interface ImageProgress {
    /** Where nobody watches. */
    ImageProgress SILENT = event -> {};

    void on(Event event);

    /** One thing that happened. Its {@code toString} is the plain line that a log without a terminal shows. */
    sealed interface Event permits Transfer, Note, StepStarted, StepCached, StepOutput, StepDone, StepFailed {}

    /**
     * Bytes on their way.
     *
     * @param what a short digest or a name: one progress bar each
     * @param phase {@code downloading}, {@code extracting}, {@code pushing}, {@code exists}, {@code done}
     * @param total in bytes; 0 when unknown
     */
    record Transfer(String what, String phase, long current, long total) implements Event {
        @Override
        public String toString() {
            return what + ": " + phase + " " + new Bytes(current) + (total > 0 ? "/" + new Bytes(total) : "");
        }
    }

    /** A sentence for the user. */
    record Note(String text) implements Event {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A build step begins. Its plain line is BuildKit's.
     *
     * @param number from 1, over all stages that are built
     * @param index from 1, in its stage, which has {@code of}
     * @param stage name or number of its stage
     * @param instruction as written, on one line
     */
    record StepStarted(int number, String stage, int index, int of, String instruction) implements Event {
        @Override
        public String toString() {
            return "#%d [%s %d/%d] %s".formatted(number, stage, index, of, instruction);
        }
    }

    /** The step's layer was found in the cache. */
    record StepCached(int number) implements Event {
        @Override
        public String toString() {
            return "#%d CACHED".formatted(number);
        }
    }

    /** A line, or a part of one, that the step's command wrote; decoded as UTF-8. */
    record StepOutput(int number, String text) implements Event {
        @Override
        public String toString() {
            return "#%d %s".formatted(number, text.stripTrailing());
        }
    }

    record StepDone(int number, Duration took) implements Event {
        @Override
        public String toString() {
            return "#%d DONE %.1fs".formatted(number, took.toMillis() / 1000.0);
        }
    }

    record StepFailed(int number, String why) implements Event {
        @Override
        public String toString() {
            return "#%d ERROR %s".formatted(number, why);
        }
    }
}
