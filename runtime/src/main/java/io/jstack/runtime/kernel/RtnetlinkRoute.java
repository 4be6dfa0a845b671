package io.jstack.runtime.kernel;

import java.util.Optional;

/**
 * An IPv4 route.
 *
 * @param destination four bytes as a number, 0 for the default route
 * @param prefix of the destination, 0 for the default route
 * @param table where it stands
 * @param linkIndex the link it leads out of
 * @param gateway the next hop
 */
public record RtnetlinkRoute(
        int destination, int prefix, int table, Optional<Integer> linkIndex, Optional<Integer> gateway) {
    static RtnetlinkRoute of(NetlinkMessage message) {
        NetlinkAttributes attributes = message.attributes(12);
        return new RtnetlinkRoute(
                attributes.address(RtnetlinkRequests.RTA_DST).orElse(0),
                message.u8(1),
                attributes.u32(RtnetlinkRequests.RTA_TABLE).orElse(message.u8(4)),
                attributes.u32(RtnetlinkRequests.RTA_OIF),
                attributes.address(RtnetlinkRequests.RTA_GATEWAY));
    }
}
