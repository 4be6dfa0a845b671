package io.jstack.engine;

/**
 * One path in which a container differs from its image.
 *
 * @param path absolute
 */
public record FileChange(Kind kind, String path) {
    /** What became of it. */
    public enum Kind {
        ADDED,
        CHANGED,
        DELETED;

        /** {@code A}, {@code C}, {@code D}. */
        public char letter() {
            return name().charAt(0);
        }
    }
}
