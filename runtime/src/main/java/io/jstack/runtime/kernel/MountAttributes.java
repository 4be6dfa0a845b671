package io.jstack.runtime.kernel;

/**
 * {@code struct mount_attr} of mount_setattr(2), Linux 5.12.
 *
 * @param set MOUNT_ATTR_* bits to raise
 * @param clear bits to lower first
 * @param propagation MS_SHARED and its kin, or 0 to leave it
 */
public record MountAttributes(long set, long clear, long propagation) {
    static final int SIZE = 32;

    public static final MountAttributes READ_ONLY = new MountAttributes(Flags.MOUNT_ATTR_RDONLY, 0, 0);

    public boolean changesNothing() {
        return set == 0 && clear == 0 && propagation == 0;
    }

    NativeMemory toNative() {
        return NativeMemory.ofSize(SIZE).putLong(0, set).putLong(8, clear).putLong(16, propagation);
    }

    @Override
    public String toString() {
        return "{set=0x%x, clear=0x%x, propagation=0x%x}".formatted(set, clear, propagation);
    }
}
