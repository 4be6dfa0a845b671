package io.jstack.runtime.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A piece of root's power, capabilities(7); the order is the kernel's numbering in linux/capability.h. */
public enum Capability {
    CHOWN,
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    FOWNER,
    FSETID,
    KILL,
    SETGID,
    SETUID,
    SETPCAP,
    LINUX_IMMUTABLE,
    NET_BIND_SERVICE,
    NET_BROADCAST,
    NET_ADMIN,
    NET_RAW,
    IPC_LOCK,
    IPC_OWNER,
    SYS_MODULE,
    SYS_RAWIO,
    SYS_CHROOT,
    SYS_PTRACE,
    SYS_PACCT,
    SYS_ADMIN,
    SYS_BOOT,
    SYS_NICE,
    SYS_RESOURCE,
    SYS_TIME,
    SYS_TTY_CONFIG,
    MKNOD,
    LEASE,
    AUDIT_WRITE,
    AUDIT_CONTROL,
    SETFCAP,
    MAC_OVERRIDE,
    MAC_ADMIN,
    SYSLOG,
    WAKE_ALARM,
    BLOCK_SUSPEND,
    AUDIT_READ,
    PERFMON,
    BPF,
    CHECKPOINT_RESTORE;

    private static final Map<String, Capability> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    /** {@code CAP_NET_RAW}, {@code NET_RAW} or either in lower case, as Docker reads them; empty when the kernel has no such name. */
    public static Optional<Capability> parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        return Optional.ofNullable(BY_NAME.get(name.startsWith("CAP_") ? name.substring(4) : name));
    }

    /** An immutable set in the kernel's order. */
    public static Set<Capability> setOf(Collection<Capability> capabilities) {
        return capabilities.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(capabilities));
    }

    /** Every capability this house knows by name. */
    public static Set<Capability> all() {
        return setOf(EnumSet.allOf(Capability.class));
    }

    /** A bit for each, as {@code CapEff} of proc(5) and the two words of capset(2) carry them. */
    public static long mask(Collection<Capability> capabilities) {
        return capabilities.stream().mapToLong(c -> 1L << c.number()).reduce(0, (a, b) -> a | b);
    }

    /** The capabilities of a mask; bits without a name here are left out. */
    public static Set<Capability> ofMask(long mask) {
        return setOf(Arrays.stream(values())
                .filter(c -> (mask & 1L << c.number()) != 0)
                .toList());
    }

    /** The kernel's number. */
    @SuppressWarnings("EnumOrdinal") // the declaration order is the kernel's numbering, and a test pins it
    public int number() {
        return ordinal();
    }

    /** {@code CAP_NET_RAW}. */
    @JsonValue
    public String id() {
        return "CAP_" + name();
    }

    @JsonCreator
    static Capability fromJson(String id) {
        return parse(id).orElseThrow(() -> new IllegalArgumentException("the kernel has no capability " + id));
    }
}
