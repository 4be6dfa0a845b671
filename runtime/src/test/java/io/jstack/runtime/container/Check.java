package io.jstack.runtime.container;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing that a process inside sees or can do.
 *
 * @param name what it is about, for people and as the key of the probe's line
 * @param subject the container that is asked
 * @param question a command of the probe's shell; what it prints is the answer
 * @param expected the whole answer
 * @param without what must be taken away for another answer; empty where nothing protects it, and the kernel or both launchers always do so
 */
record Check(String name, Subject subject, String question, Pattern expected, Optional<Without> without) {
    /** What the host does not have, neither can show: no check there. */
    static final String ABSENT = "absent";

    /** Which container is asked. */
    enum Subject {
        /** It asks for nothing: all of Docker's defaults. */
        PLAIN,
        /** It asks for every protection and limit that it may ask for. */
        ASKING
    }

    boolean holds(String answer) {
        return answer.equals(ABSENT) || expected.matcher(answer).matches();
    }
}
