package io.jstack.runtime.kernel;

/**
 * An IPv4 address of a link.
 *
 * @param linkIndex whose
 * @param address its four bytes as a number
 * @param prefix its subnet's
 */
public record RtnetlinkAddress(int linkIndex, int address, int prefix) {
    static RtnetlinkAddress of(NetlinkMessage message) {
        NetlinkAttributes attributes = message.attributes(8);
        int address = attributes
                .address(RtnetlinkRequests.IFA_LOCAL)
                .or(() -> attributes.address(RtnetlinkRequests.IFA_ADDRESS))
                .orElse(0);
        return new RtnetlinkAddress(message.s32(4), address, message.u8(1));
    }
}
