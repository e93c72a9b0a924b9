package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.port.PortNumber;

/**
 * A TCP socket that listens in the host's network namespace.
 *
 * @param address literal IPv4 or IPv6 address without brackets; {@code 0.0.0.0} and {@code ::} stand for every address
 * @param port the port
 */
public record HostListener(String address, PortNumber port) {}
