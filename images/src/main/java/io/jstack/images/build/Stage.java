package io.jstack.images.build;

import io.jstack.images.dockerfile.Instruction;
import java.util.List;
import java.util.Optional;

/**
 * What lies between one FROM and the next.
 *
 * @param index from 0
 * @param name lower case, of {@code AS}
 * @param base the image or stage as written, variables in it
 * @param from the FROM itself
 * @param steps the instructions after it
 */
record Stage(int index, Optional<String> name, String base, Instruction from, List<Instruction> steps) {
    /** What people call it. */
    String title() {
        return name.orElse("stage-" + index);
    }

    boolean isCalled(String other) {
        return name.filter(other.toLowerCase(java.util.Locale.ROOT)::equals).isPresent()
                || other.equals(Integer.toString(index));
    }
}
