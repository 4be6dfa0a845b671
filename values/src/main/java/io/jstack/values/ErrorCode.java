package io.jstack.values;

/** A stable name for one kind of error; each module has its enum of them. Scripts may rely on {@link #id}. */
public interface ErrorCode {
    /** The name of the enum constant: {@code PORT_IN_USE}. */
    String name();

    /** The code as the user reads it: lower case with hyphens, {@code port-in-use}. */
    default String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
