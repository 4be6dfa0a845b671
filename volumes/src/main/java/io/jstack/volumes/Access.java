package io.jstack.volumes;

/** Whether a container may write to a mount. */
public enum Access {
    READ_WRITE("rw"),
    READ_ONLY("ro");

    private final String option;

    Access(String option) {
        this.option = option;
    }

    /** The mount option, as mount(8) writes it. */
    public String option() {
        return option;
    }

    /** The stricter of the two: what a {@code volumes_from: [data:ro]} leaves of a writable mount. */
    public Access and(Access other) {
        return this == READ_ONLY ? READ_ONLY : other;
    }
}
