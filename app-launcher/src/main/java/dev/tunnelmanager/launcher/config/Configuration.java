package dev.tunnelmanager.launcher.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration, valid.
 *
 * @param source where it came from, in words
 * @param stateDir directory of the state
 * @param cloudflare the provider
 * @param ingress the rule list
 * @param connector the connector
 * @param dockerHost the engine; empty if there is none
 * @param monitor watching the connector
 * @param edge looking through the edge
 * @param dnsRecovery {@code off}, {@code flush} or {@code resolvers}
 * @param httpListen address of the daemon's health pages; empty if there are none
 * @param secretsDir one file per secret
 * @param webhooks told what happens to the tunnel
 */
public record Configuration(String source, Path stateDir, Cloudflare cloudflare, Ingress ingress, Connector connector,
        Optional<String> dockerHost, Monitor monitor, Edge edge, String dnsRecovery,
        Optional<Address> httpListen, Path secretsDir, List<Webhook> webhooks) {

    /**
     * The provider.
     *
     * @param api its address
     * @param accountId the tunnel's account, if said here
     * @param tunnelId the tunnel, if said here
     * @param defaultDomain domain of a request that names none
     * @param zones allow-list; empty means all
     */
    public record Cloudflare(URI api, Optional<String> accountId, Optional<String> tunnelId,
            Optional<String> defaultDomain, List<String> zones) {}

    /**
     * The rule list.
     *
     * @param mode {@code auto}, {@code config-file} or {@code remote}
     * @param configFile the connector's config file
     * @param backup {@code files}, {@code git} or {@code off}
     * @param window how long changes are collected
     */
    public record Ingress(String mode, Path configFile, String backup, Duration window) {}

    /**
     * The connector.
     *
     * @param kind {@code auto}, {@code systemd}, {@code docker} or {@code process}
     * @param unit for systemd
     * @param containers for Docker
     * @param binary for a child process
     * @param extraArgs for a child process
     * @param metrics one address per replica
     * @param gracePeriod for finishing requests
     * @param readyTimeout for becoming ready
     */
    public record Connector(String kind, String unit, List<String> containers, String binary,
            List<String> extraArgs, List<Address> metrics, Duration gracePeriod, Duration readyTimeout) {}

    /**
     * Looking through the edge.
     *
     * @param probe whether to look at all
     * @param via where to connect instead of what DNS says
     * @param addresses where the edge accepts connectors
     */
    public record Edge(boolean probe, Optional<Address> via, List<Address> addresses) {}

    /**
     * Watching the connector.
     *
     * @param interval between two looks when all is well
     * @param strikes so many bad looks in a row mean that something is wrong
     * @param confirmInterval between two looks once the first strike is in
     * @param canary a hostname that is asked for on every look
     */
    public record Monitor(Duration interval, int strikes, Duration confirmInterval, Optional<String> canary) {}

    /**
     * An address that is told what happens.
     *
     * @param address http or https
     * @param secret the name of the secret that signs what is sent, if it is signed
     */
    public record Webhook(URI address, Optional<String> secret) {}

    /**
     * A host and a port.
     *
     * @param host name or literal address, without brackets
     * @param port 1 to 65535
     */
    public record Address(String host, int port) {

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }
}
