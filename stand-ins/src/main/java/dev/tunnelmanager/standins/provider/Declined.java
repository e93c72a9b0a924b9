package dev.tunnelmanager.standins.provider;

/** A request that the stand-in refuses, with the provider's status, code and message. */
final class Declined extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    Declined(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
