package dev.tunnelmanager.domain.operation;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.port.PortNumber;

/** What an operation is to bring about. */
public sealed interface Intent {

    /** Returns the hostname that it is about. */
    HostnamePattern hostname();

    /**
     * The hostname leads to the service behind the port.
     *
     * @param hostname which
     * @param port a port of the owner
     */
    record Publish(HostnamePattern hostname, PortNumber port) implements Intent {}

    /**
     * The hostname is gone.
     *
     * @param hostname which
     */
    record Withdraw(HostnamePattern hostname) implements Intent {}
}
