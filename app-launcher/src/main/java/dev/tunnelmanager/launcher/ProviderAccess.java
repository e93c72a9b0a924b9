package dev.tunnelmanager.launcher;

import dev.tunnelmanager.adapter.cloudflare.CloudflareNameDirectory;
import dev.tunnelmanager.adapter.cloudflare.CloudflareSettings;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secret;
import dev.tunnelmanager.ports.driven.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Finds what is needed to speak with the provider: which tunnel, which account, which token. */
final class ProviderAccess {

    private static final String TOKEN = "meta/cloudflare/dns_edit_token";
    private static final String ACCOUNT = "meta/cloudflare/account_id";
    private static final String TUNNEL = "meta/cloudflare/tunnel_id";

    private ProviderAccess() {}

    /**
     * Returns the provider's directory.
     *
     * @throws PortFailure DENIED, if the tunnel's id is nowhere to be found
     */
    static NameDirectory directory(Configuration configuration, Secrets secrets, InstantSource clock) {
        Configuration.Cloudflare cloudflare = configuration.cloudflare();
        String tunnel = cloudflare.tunnelId().or(() -> secrets.find(TUNNEL).map(Secret::reveal))
                .or(() -> tunnelOf(configuration.ingress().configFile()))
                .orElseThrow(() -> new PortFailure(PortFailure.Kind.DENIED,
                        "It is not known which tunnel hostnames are to lead to: cloudflare.tunnel-id is empty, there is"
                                + " no secret " + TUNNEL + ", and " + configuration.ingress().configFile()
                                + " names no tunnel.",
                        "Set cloudflare.tunnel-id to the tunnel's id."));
        Optional<String> account = cloudflare.accountId().or(() -> secrets.find(ACCOUNT).map(Secret::reveal));
        return new CloudflareNameDirectory(new CloudflareSettings(cloudflare.api(), () -> secrets.find(TOKEN), account,
                tunnel, Set.copyOf(cloudflare.zones()), CloudflareSettings.Limits.defaults()), clock);
    }

    /** Returns the id of the tunnel that the connector's config file names. A file that cannot be read names none. */
    private static Optional<String> tunnelOf(Path configFile) {
        try {
            Object loaded = new Load(LoadSettings.builder().setAllowDuplicateKeys(true)
                    .setMaxAliasesForCollections(10_000).build()).loadFromString(Files.readString(configFile));
            return loaded instanceof Map<?, ?> map && map.get("tunnel") instanceof String tunnel && !tunnel.isBlank()
                    ? Optional.of(tunnel.strip())
                    : Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            // The library throws more than its own exceptions on some malformed text. What is wrong with the file is told by the adapter that edits it.
            return Optional.empty();
        }
    }
}
