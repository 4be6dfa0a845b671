package io.jstack.cli.client;

/** The signals a terminal and its shell send, signal(7). QUIT stays the JVM's own: a thread dump of this client. */
final class Signals implements sun.misc.SignalHandler {
    private final Listener listener;

    private Signals(Listener listener) {
        this.listener = listener;
    }

    /** From now on nothing of INT, TERM and HUP ends this process by itself. */
    static void tell(Listener listener) {
        Signals handler = new Signals(listener);
        sun.misc.Signal.handle(new sun.misc.Signal("INT"), handler);
        sun.misc.Signal.handle(new sun.misc.Signal("TERM"), handler);
        sun.misc.Signal.handle(new sun.misc.Signal("HUP"), handler);
        sun.misc.Signal.handle(new sun.misc.Signal("WINCH"), handler);
    }

    @Override
    public void handle(sun.misc.Signal signal) {
        listener.got(signal.getName());
    }

    /** Hears of signals, on a thread of the JVM's. */
    interface Listener {
        /** @param signal its name without SIG */
        void got(String signal);
    }
}
