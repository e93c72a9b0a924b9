package dev.tunnelmanager.domain.port;

import java.util.Locale;

/** How a connector speaks to a service. */
public enum ServiceScheme {
    HTTP, HTTPS, TCP, SSH, RDP;

    /** Returns the form used in a service address, for example {@code http}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
