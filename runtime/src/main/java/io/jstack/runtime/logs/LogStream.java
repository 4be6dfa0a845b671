package io.jstack.runtime.logs;

/** Which of a container's outputs a line came from. */
public enum LogStream {
    STDOUT("stdout", "out"),
    STDERR("stderr", "err");

    private final String word;
    private final String fifo;

    LogStream(String word, String fifo) {
        this.word = word;
        this.fifo = fifo;
    }

    /** Six letters, as the CRI format writes them. */
    String word() {
        return word;
    }

    /** The FIFO the container writes into. */
    String fifo() {
        return fifo;
    }

    /** The FIFO only engines touch. */
    String hand() {
        return "hand-" + fifo;
    }
}
