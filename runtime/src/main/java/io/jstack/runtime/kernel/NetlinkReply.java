package io.jstack.runtime.kernel;

import java.util.Optional;

/**
 * The kernel's answer to one request.
 *
 * @param request what was asked
 * @param errno why it was not done; absent: done
 * @param sentence the kernel's own words, often none (extended ack)
 */
public record NetlinkReply(NetlinkRequest request, Optional<Errno> errno, Optional<String> sentence) {
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;

    static NetlinkReply of(NetlinkRequest request, NetlinkMessage error) {
        int number = -error.s32(0);
        Optional<String> sentence = Optional.empty();
        if ((error.flags() & NLM_F_ACK_TLVS) != 0) {
            // the request's header always comes back, its body only when not capped
            int echoed = (error.flags() & NLM_F_CAPPED) != 0 ? NetlinkRequest.HEADER : (error.s32(4) + 3) & ~3;
            sentence = error.attributes(4 + echoed).string(NLMSGERR_ATTR_MSG);
        }
        return new NetlinkReply(request, number == 0 ? Optional.empty() : Optional.of(Errno.of(number)), sentence);
    }

    public boolean isDone() {
        return errno.isEmpty();
    }

    /** True when it failed for exactly that reason. */
    public boolean failedWith(Errno reason) {
        return errno.filter(reason::equals).isPresent();
    }

    /** Throws when it was not done. */
    public void orThrow() {
        errno.ifPresent(reason -> {
            String words = sentence.map(said -> ": " + said).orElse("");
            throw new KernelException(reason, "netlink", request + words);
        });
    }
}
