package io.jstack.runtime.kernel;

import java.util.Optional;

/**
 * A network link as the kernel shows it.
 *
 * @param index its number in its namespace
 * @param name at most 15 characters
 * @param up administratively
 * @param running frames pass
 * @param carrier there is one: a veth's other end is up, too
 * @param master the index of the bridge it is a port of
 * @param kind {@code bridge}, {@code veth}; absent for hardware
 * @param peer of a veth, the index of its other end, in that one's namespace
 * @param group its link group
 * @param mtu bytes of a packet
 */
public record RtnetlinkLink(
        int index,
        String name,
        boolean up,
        boolean running,
        boolean carrier,
        Optional<Integer> master,
        Optional<String> kind,
        Optional<Integer> peer,
        int group,
        int mtu) {
    static final int FIXED_HEADER = 16;

    static RtnetlinkLink of(NetlinkMessage message) {
        NetlinkAttributes attributes = message.attributes(FIXED_HEADER);
        return new RtnetlinkLink(
                message.s32(4),
                attributes.string(RtnetlinkRequests.IFLA_IFNAME).orElse(""),
                (message.s32(8) & RtnetlinkRequests.IFF_UP) != 0,
                (message.s32(8) & RtnetlinkRequests.IFF_RUNNING) != 0,
                (message.s32(8) & RtnetlinkRequests.IFF_LOWER_UP) != 0,
                attributes.u32(RtnetlinkRequests.IFLA_MASTER),
                attributes.nested(RtnetlinkRequests.IFLA_LINKINFO).string(RtnetlinkRequests.IFLA_INFO_KIND),
                attributes.u32(RtnetlinkRequests.IFLA_LINK),
                attributes.u32(RtnetlinkRequests.IFLA_GROUP).orElse(0),
                attributes.u32(RtnetlinkRequests.IFLA_MTU).orElse(0));
    }
}
