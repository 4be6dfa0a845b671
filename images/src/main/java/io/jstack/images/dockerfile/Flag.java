package io.jstack.images.dockerfile;

import io.jstack.values.Place;

/**
 * {@code --name=value} before an instruction's arguments.
 *
 * @param value empty when none is written
 */
public record Flag(String name, String value, Place place) {
    @Override
    public String toString() {
        return "--" + name;
    }
}
