package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Volume;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/** Digests of what a network or volume is made from: another digest means it would be made otherwise today. */
final class Fingerprint {
    private Fingerprint() {}

    /** Without labels and the file's own key for it: those change nothing on the host. */
    static String of(Network network) {
        return digest(
                "network",
                network.name(),
                network.internal(),
                network.driver(),
                new TreeMap<>(network.driverOptions()),
                network.pools(),
                network.ipv6());
    }

    static String of(Volume volume) {
        return digest("volume", volume.name(), volume.driver(), new TreeMap<>(volume.driverOptions()));
    }

    private static String digest(Object... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (Object part : parts) {
                sha.update(part.toString().getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}
