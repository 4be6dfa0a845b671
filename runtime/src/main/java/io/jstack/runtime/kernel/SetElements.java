package io.jstack.runtime.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Elements of the sets of one nftables table, put in and taken out by messages of our own; linux/netfilter/nf_tables.h. What comes and goes
 * with each container need not be written as nft's words, parsed, and compared with what libnftables first reads of the whole table: that is
 * {@link Nftables}, which also says better what is wrong. Belongs to the network namespace of the thread that opened it.
 */
public final class SetElements implements AutoCloseable {
    /** The family {@code bridge}; linux/netfilter.h. */
    public static final int NFPROTO_BRIDGE = 7;

    private static final int NFPROTO_UNSPEC = 0;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFNL_MSG_BATCH_BEGIN = 0x10;
    private static final int NFNL_MSG_BATCH_END = 0x11;
    private static final int NFT_MSG_NEWSETELEM = NFNL_SUBSYS_NFTABLES << 8 | 12;
    private static final int NFT_MSG_DELSETELEM = NFNL_SUBSYS_NFTABLES << 8 | 14;
    private static final int NFTA_SET_ELEM_LIST_TABLE = 1;
    private static final int NFTA_SET_ELEM_LIST_SET = 2;
    private static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    private static final int NFTA_LIST_ELEM = 1;
    private static final int NFTA_SET_ELEM_KEY = 1;
    private static final int NFTA_DATA_VALUE = 1;

    private final NetlinkSocket socket;
    private final int family;
    private final String table;

    private SetElements(NetlinkSocket socket, int family, String table) {
        this.socket = socket;
        this.family = family;
        this.table = table;
    }

    /** An element and the set it belongs to. */
    public record Element(String set, SetKey key) {}

    /** Changes nothing yet; the table need not be there. */
    public static SetElements open(int family, String table) {
        Fd fd = NetlinkSocket.socket(NetlinkSocket.NETLINK_NETFILTER);
        return new SetElements(NetlinkSocket.over(fd), family, table);
    }

    /**
     * Puts all of them in, or none; one that is there already stays.
     *
     * @throws KernelException ENOENT when there is no such table or set, EINVAL for a key that is not the set's
     */
    public void add(Collection<Element> elements) {
        commit(elements.stream().map(this::newElement).toList());
    }

    /** Takes all of them out; one that is not there counts as taken out. Throws as {@link #add} does. */
    public void remove(Collection<Element> elements) {
        List<NetlinkRequest> requests = new ArrayList<>();
        for (Element element : elements) {
            requests.add(newElement(element)); // one that is not there cannot be deleted
            requests.add(message("delete", NFT_MSG_DELSETELEM, element));
        }
        commit(requests);
    }

    private NetlinkRequest newElement(Element element) {
        return message("add", NFT_MSG_NEWSETELEM, element, NetlinkRequest.NLM_F_CREATE);
    }

    private NetlinkRequest message(String verb, int type, Element element, int... flags) {
        return NetlinkRequest.of(verb + " element " + table + " " + element.set(), type, flags)
                .nfgenmsg(family)
                .string(NFTA_SET_ELEM_LIST_TABLE, table)
                .string(NFTA_SET_ELEM_LIST_SET, element.set())
                .nested(
                        NFTA_SET_ELEM_LIST_ELEMENTS,
                        list -> list.nested(
                                NFTA_LIST_ELEM,
                                one -> one.nested(
                                        NFTA_SET_ELEM_KEY,
                                        key -> key.bytes(
                                                NFTA_DATA_VALUE, element.key().bytes()))));
    }

    /** The kernel answers all at once, in their order, when it has made them true or has given up. */
    private void commit(List<NetlinkRequest> requests) {
        if (!requests.isEmpty()) {
            socket.sendBatch(
                    NetlinkRequest.of("begin", NFNL_MSG_BATCH_BEGIN).nfgenmsg(NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES),
                    requests,
                    NetlinkRequest.of("end", NFNL_MSG_BATCH_END).nfgenmsg(NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES));
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
