package dev.tunnelmanager.domain.route;

import java.util.Locale;

/** Where a route stands in its life. */
public enum RouteState {
    /** The hostname is taken; nothing outside has changed. */
    RESERVED,
    /** An ingress rule is about to be written or is written; the public directory does not lead here. */
    ROUTED,
    /** The connector serves the rule and the public directory leads to it. */
    LIVE,
    /** Live, and a request through the edge was answered. */
    VERIFIED,
    /** Live, and deliberately not served for the time being. */
    SUSPENDED,
    /** Everything that was made for it is being taken away. */
    WITHDRAWING,
    /** Nothing of it is left; kept as history. */
    GONE,
    /** It never came about, and nothing of it is left; kept as history. */
    FAILED;

    /** Returns whether a route in this state holds its hostname, so that nobody else can have it. */
    public boolean holdsHostname() {
        return this != GONE && this != FAILED;
    }

    /** Returns whether a route in this state is public. */
    public boolean isPublic() {
        return this == LIVE || this == VERIFIED;
    }

    /** Returns the form used in answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
