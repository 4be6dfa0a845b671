package io.jstack.networking;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The settings below /proc/sys/net of the calling thread's network namespace; sysctl(8), Documentation/networking/ip-sysctl.rst. */
final class Sysctls {
    private static final Path ROOT = Path.of("/proc/sys/net");
    static final String IP_FORWARD = "ipv4/ip_forward";

    private Sysctls() {}

    static Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(ROOT.resolve(name)).strip());
        } catch (IOException e) {
            return Optional.empty(); // the kernel has no such setting, or its link is gone
        }
    }

    static boolean is(String name, String value) {
        return read(name).filter(value::equals).isPresent();
    }

    static void write(String name, String value) {
        if (is(name, value)) {
            return;
        }
        try {
            Files.writeString(ROOT.resolve(name), value);
        } catch (IOException e) {
            throw new JstackException(
                    NetworkError.HOST_UNSUITABLE,
                    "cannot set net/%s to %s: %s".formatted(name, value, e.getMessage()),
                    "run the engine as root, with /proc/sys writable",
                    e);
        }
    }

    /** Sets what this kernel has, and leaves alone what it has not. */
    static void writeIfThere(String name, String value) {
        if (Files.exists(ROOT.resolve(name))) {
            write(name, value);
        }
    }

    /** The settings of a bridge of ours. */
    static String routeLocalnet(String bridge) {
        return "ipv4/conf/" + bridge + "/route_localnet";
    }

    /** True where frames between ports of one bridge pass the ip family's chains: Docker turns this on. */
    static boolean bridgesCallIptables() {
        return is("bridge/bridge-nf-call-iptables", "1");
    }
}
