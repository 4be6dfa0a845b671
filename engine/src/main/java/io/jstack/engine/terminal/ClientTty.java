package io.jstack.engine.terminal;

import java.util.Optional;
import java.util.function.Function;

/** A client's terminal device: its size and its mode. */
interface ClientTty extends AutoCloseable {
    /** By the first of the client's descriptors that is a terminal; by the client itself where the kernel does not let us have that. */
    static ClientTty of(Hello hello, Link link, Function<StandardStream, Optional<KernelTty>> known) {
        return hello.terminals().stream()
                .findFirst()
                .flatMap(known)
                .<ClientTty>map(tty -> tty)
                .orElseGet(() -> new SttyTty(link));
    }

    TerminalSize size();

    /** cfmakeraw(3), keeping what was there before. */
    void raw();

    /** Back to what was there before {@link #raw}; nothing when that was never called. */
    void restore();

    @Override
    void close();
}
