package dev.tunnelmanager.ports.driven;

import java.util.Optional;

/**
 * Secrets by name, for example {@code meta/cloudflare/dns_edit_token}.
 *
 * <p>Safe for use by many threads. Looks afresh at each call, so that a secret can be replaced while we run. Every adapter
 * passes {@code SecretsContract}.
 */
public interface Secrets {

    /**
     * Returns the secret of this name, or empty if there is none.
     *
     * @param name words of lower-case letters, digits, dots, underscores and hyphens, separated by slashes
     * @throws PortFailure SECRET, if there is one and it must not or cannot be read
     */
    Optional<Secret> find(String name);
}
