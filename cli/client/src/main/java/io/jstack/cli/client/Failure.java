package io.jstack.cli.client;

/** Something the user must know, in the house's form: code, message, way out. Ends the client. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String code, String message, String remedy) {
        super("jstack: " + code + ": " + message + "\n  try: " + remedy);
    }

    /** For what another process has worded already. */
    Failure(String text) {
        super(text);
    }
}
