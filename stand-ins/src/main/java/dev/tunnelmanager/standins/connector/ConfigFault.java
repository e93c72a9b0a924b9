package dev.tunnelmanager.standins.connector;

/** A configuration that cloudflared refuses, in its words. */
final class ConfigFault extends Exception {

    private static final long serialVersionUID = 1L;

    ConfigFault(String message) {
        super(message);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
