package io.jstack.values;

/**
 * A place in a file the user wrote.
 *
 * @param file the path as the user named it
 * @param line from 1
 * @param column from 1
 */
public record Place(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
