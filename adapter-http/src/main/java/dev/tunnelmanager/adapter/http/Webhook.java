package dev.tunnelmanager.adapter.http;

import dev.tunnelmanager.ports.driven.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An address that is told what happens to the tunnel.
 *
 * @param address http or https
 * @param secret signs what is sent; asked for at each delivery, so that a new one is used at once; empty if nothing is signed
 */
public record Webhook(URI address, Optional<Supplier<Secret>> secret) {}
