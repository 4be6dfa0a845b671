package io.jstack.images.build;

import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.dockerfile.Substitution;
import java.util.Map;

/** Puts variables into an instruction's words; what cannot be said points at the instruction. */
final class Expansion {
    private Expansion() {}

    static String of(Dockerfile file, Instruction at, String word, Map<String, String> variables) {
        try {
            return Substitution.expand(word, file.escape(), variables);
        } catch (Substitution.BadSubstitution e) {
            throw bad(file, at, e);
        }
    }

    static String ofDocument(Dockerfile file, Instruction at, String document, Map<String, String> variables) {
        try {
            return Substitution.expandDocument(document, file.escape(), variables);
        } catch (Substitution.BadSubstitution e) {
            throw bad(file, at, e);
        }
    }

    private static RuntimeException bad(Dockerfile file, Instruction at, Substitution.BadSubstitution e) {
        return file.error(
                ImageError.DOCKERFILE_INVALID,
                at,
                String.valueOf(e.getMessage()),
                "write a plain $ as \\$, or in single quotes");
    }
}
