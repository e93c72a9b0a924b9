package dev.tunnelmanager.adapter.docker;

import dev.tunnelmanager.domain.port.PortNumber;

/**
 * An address to connect to.
 *
 * @param host a name or a literal address, without brackets
 * @param port the port
 */
public record Endpoint(String host, PortNumber port) {

    /** Returns the form used in a URL. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
