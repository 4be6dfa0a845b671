package io.jstack.networking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What other programs' packet filters do to us, in words, with the line that helps. */
final class Announcements {
    private static final Path LEGACY_TABLES = Path.of("/proc/thread-self/net/ip_tables_names");

    private Announcements() {}

    static List<String> of(PacketFilter filter, DockerUser dockerUser, NetworkSettings settings, String bridgePrefix) {
        List<String> said = new ArrayList<>();
        boolean accepted = dockerUser.stands();
        if (accepted) {
            said.add(
                    "Docker runs here, and its FORWARD chain may drop what it does not know: rules in its DOCKER-USER chain accept %s* now, and go with the last network; JSTACK_BESIDE_DOCKER=touch-nothing keeps them out"
                            .formatted(bridgePrefix));
        }
        for (ForeignChain chain : filter.foreignForwardChains()) {
            boolean docker = chain.table().equals("ip filter") && chain.name().equals("FORWARD");
            if (chain.policy().equals("drop") && !(docker && accepted)) {
                said.add(
                        "chain %s %s drops what it does not know: containers reach nothing outside, and are not reached; try: nft insert rule %s %s iifname \"%s*\" accept; nft insert rule %s %s oifname \"%s*\" accept"
                                .formatted(
                                        chain.table(),
                                        chain.name(),
                                        chain.table(),
                                        chain.name(),
                                        bridgePrefix,
                                        chain.table(),
                                        chain.name(),
                                        bridgePrefix));
            }
        }
        if (hasLegacyFilter()) {
            said.add(
                    "iptables-legacy has a filter table, which nftables does not show; if it drops, try: iptables-legacy -I FORWARD -i %s+ -j ACCEPT; iptables-legacy -I FORWARD -o %s+ -j ACCEPT"
                            .formatted(bridgePrefix, bridgePrefix));
        }
        if (dockerUser.isMissing() && settings.besideDocker() == NetworkSettings.BesideDocker.TOUCH_NOTHING) {
            said.add("Docker runs here, and by setting nothing is placed in its DOCKER-USER chain");
        }
        return List.copyOf(said);
    }

    private static boolean hasLegacyFilter() {
        try {
            return Files.readString(LEGACY_TABLES).lines().anyMatch("filter"::equals);
        } catch (IOException noSuchTables) {
            return false;
        }
    }
}
