package io.jstack.runtime.kernel;

import static io.jstack.runtime.kernel.NetlinkRequest.NLM_F_CREATE;
import static io.jstack.runtime.kernel.NetlinkRequest.NLM_F_EXCL;
import static io.jstack.runtime.kernel.NetlinkRequest.NLM_F_REPLACE;

/** The requests we make of rtnetlink(7), each as the ip(8) command it stands for. Names and numbers: linux/rtnetlink.h, linux/if_link.h. */
public final class RtnetlinkRequests {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWADDR = 20;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_GETROUTE = 26;
    static final int IFF_UP = 1;
    static final int IFF_RUNNING = 0x40;
    static final int IFF_LOWER_UP = 0x10000;
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINK = 5;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_AF_SPEC = 26;
    static final int IFLA_GROUP = 27;
    static final int IFLA_NUM_TX_QUEUES = 31;
    static final int IFLA_NUM_RX_QUEUES = 32;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_INFO_SLAVE_KIND = 4;
    static final int IFLA_INFO_SLAVE_DATA = 5;
    static final int IFLA_BRPORT_MODE = 4;
    private static final int AF_INET6 = 10;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final int IN6_ADDR_GEN_MODE_NONE = 1;
    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int RTA_DST = 1;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    static final int RTA_TABLE = 15;

    private static final int VETH_INFO_PEER = 1;
    private static final int LOOPBACK_INDEX = 1;

    private RtnetlinkRequests() {}

    /** {@code ip link add NAME address MAC mtu MTU group GROUP up type bridge}; bridges with a fixed address keep it when ports come and go. */
    public static NetlinkRequest addBridge(String name, byte[] mac, int mtu, int group) {
        return NetlinkRequest.of("link add " + name + " type bridge", RTM_NEWLINK, NLM_F_CREATE, NLM_F_EXCL)
                .ifinfomsg(0, IFF_UP, IFF_UP)
                .string(IFLA_IFNAME, name)
                .bytes(IFLA_ADDRESS, mac)
                .u32(IFLA_MTU, mtu)
                .u32(IFLA_GROUP, group)
                .nested(IFLA_LINKINFO, info -> info.string(IFLA_INFO_KIND, "bridge"));
    }

    /**
     * {@code ip link add HOST master BRIDGE group GROUP numtxqueues 1 numrxqueues 1 up type veth peer name PEER address MAC numtxqueues 1
     * numrxqueues 1 netns NS}: one message makes the pair, enslaves and raises the host's end, and places the peer. The peer must not carry
     * IFF_UP (ENOTCONN): it is raised from inside. One queue each way is what is used in any case, but some kernels, 6.18 for one, make one
     * for each processor first, and wait for RCU with the rtnl lock in their hand.
     *
     * @param bridge index of the bridge
     * @param netns the peer's network namespace
     */
    public static NetlinkRequest addVeth(
            String host, int bridge, int mtu, int group, String peer, byte[] mac, Fd netns) {
        return NetlinkRequest.of("link add " + host + " type veth", RTM_NEWLINK, NLM_F_CREATE, NLM_F_EXCL)
                .ifinfomsg(0, IFF_UP, IFF_UP)
                .string(IFLA_IFNAME, host)
                .u32(IFLA_MASTER, bridge)
                .u32(IFLA_MTU, mtu)
                .u32(IFLA_GROUP, group)
                .u32(IFLA_NUM_TX_QUEUES, 1)
                .u32(IFLA_NUM_RX_QUEUES, 1)
                .nested(
                        IFLA_LINKINFO,
                        info -> info.string(IFLA_INFO_KIND, "veth")
                                .nested(
                                        IFLA_INFO_DATA,
                                        data -> data.nested(
                                                VETH_INFO_PEER,
                                                end -> end.ifinfomsg()
                                                        .string(IFLA_IFNAME, peer)
                                                        .bytes(IFLA_ADDRESS, mac)
                                                        .u32(IFLA_MTU, mtu)
                                                        .u32(IFLA_NUM_TX_QUEUES, 1)
                                                        .u32(IFLA_NUM_RX_QUEUES, 1)
                                                        .u32(IFLA_NET_NS_FD, netns.number()))));
    }

    /**
     * {@code ip link set NAME addrgenmode none}: no link-local IPv6 address once it is up, so nothing to detect duplicates of, to report a
     * multicast group for, or to ask routers with. An address that is there stays. EAFNOSUPPORT where the kernel has no IPv6.
     */
    public static NetlinkRequest withoutLinkLocal(String name) {
        return NetlinkRequest.of("link set " + name + " addrgenmode none", RTM_NEWLINK)
                .ifinfomsg()
                .string(IFLA_IFNAME, name)
                .nested(
                        IFLA_AF_SPEC,
                        family -> family.nested(
                                AF_INET6, six -> six.u8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE)));
    }

    /** {@code ip link set NAME up}. */
    public static NetlinkRequest raise(String name) {
        return NetlinkRequest.of("link set " + name + " up", RTM_NEWLINK)
                .ifinfomsg(0, IFF_UP, IFF_UP)
                .string(IFLA_IFNAME, name);
    }

    /** {@code ip link set lo up}. */
    public static NetlinkRequest raiseLoopback() {
        return NetlinkRequest.of("link set lo up", RTM_NEWLINK).ifinfomsg(LOOPBACK_INDEX, IFF_UP, IFF_UP);
    }

    /** {@code ip link set dev INDEX master BRIDGE up}. */
    public static NetlinkRequest enslave(int index, int bridge) {
        return NetlinkRequest.of("link set " + index + " master " + bridge, RTM_NEWLINK)
                .ifinfomsg(index, IFF_UP, IFF_UP)
                .u32(IFLA_MASTER, bridge);
    }

    /** {@code bridge link set dev NAME hairpin on}: by RTM_NEWLINK; RTM_SETLINK answers 0 and does nothing. */
    public static NetlinkRequest hairpin(String name) {
        return NetlinkRequest.of("link set " + name + " type bridge_slave hairpin on", RTM_NEWLINK)
                .ifinfomsg()
                .string(IFLA_IFNAME, name)
                .nested(
                        IFLA_LINKINFO,
                        info -> info.string(IFLA_INFO_SLAVE_KIND, "bridge")
                                .nested(IFLA_INFO_SLAVE_DATA, data -> data.u8(IFLA_BRPORT_MODE, 1)));
    }

    /** {@code ip link del NAME}: 17 to 28 ms, so never on a hot path. */
    public static NetlinkRequest deleteLink(String name) {
        return NetlinkRequest.of("link del " + name, RTM_DELLINK).ifinfomsg().string(IFLA_IFNAME, name);
    }

    /** {@code ip link del group GROUP}: all its links at the price of one. */
    public static NetlinkRequest deleteGroup(int group) {
        return NetlinkRequest.of("link del group " + group, RTM_DELLINK)
                .ifinfomsg()
                .u32(IFLA_GROUP, group);
    }

    /** {@code ip addr add ADDRESS/PREFIX dev INDEX}. */
    public static NetlinkRequest addAddress(int index, byte[] address, int prefix) {
        return NetlinkRequest.of("addr add dev " + index, RTM_NEWADDR, NLM_F_CREATE, NLM_F_EXCL)
                .ifaddrmsg(prefix, index)
                .bytes(IFA_LOCAL, address)
                .bytes(IFA_ADDRESS, address);
    }

    /** {@code ip route replace default via GATEWAY dev INDEX}. */
    public static NetlinkRequest defaultRoute(byte[] gateway, int index) {
        return NetlinkRequest.of("route replace default", RTM_NEWROUTE, NLM_F_CREATE, NLM_F_REPLACE)
                .rtmsg(0)
                .bytes(RTA_GATEWAY, gateway)
                .u32(RTA_OIF, index);
    }

    static NetlinkRequest getLink(String name) {
        return NetlinkRequest.of("link show " + name, RTM_GETLINK).ifinfomsg().string(IFLA_IFNAME, name);
    }

    static NetlinkRequest getLinks() {
        return NetlinkRequest.of("link show", RTM_GETLINK).ifinfomsg();
    }

    static NetlinkRequest getAddresses() {
        return NetlinkRequest.of("addr show", RTM_GETADDR).ifaddrmsg(0, 0);
    }

    static NetlinkRequest getRoutes() {
        // strict checking refuses a dump whose header asks for a protocol or type, so the header is all zero but the
        // family
        return NetlinkRequest.of("route show", RTM_GETROUTE).rtmsgForDump();
    }
}
