package dev.tunnelmanager.launcher.packaged;

/** Which of the protocol's two manners a client speaks. */
enum Era {
    /** A handshake first, then requests of the negotiated revision. */
    LEGACY,
    /** No handshake; every request says its revision. */
    MODERN
}
