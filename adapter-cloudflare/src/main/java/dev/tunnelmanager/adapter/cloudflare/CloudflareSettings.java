package dev.tunnelmanager.adapter.cloudflare;

import dev.tunnelmanager.ports.driven.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What the adapter must be told.
 *
 * @param api where the API is, up to and including its version; the real one is {@link #REAL_API}
 * @param token looks the API token up, afresh for each call, so that it can be replaced while we run
 * @param accountId the account that the tunnel belongs to; empty if it is not known
 * @param tunnelId the tunnel that names are to lead to
 * @param allowedZones names of the only zones to show; empty means every zone that the token can see
 * @param limits how long to wait and how often to try
 */
public record CloudflareSettings(URI api, Supplier<Optional<Secret>> token, Optional<String> accountId,
        String tunnelId, Set<String> allowedZones, Limits limits) {

    /** Cloudflare itself. */
    public static final URI REAL_API = URI.create("https://api.cloudflare.com/client/v4");

    /** The name of the secret that holds the token, for messages. */
    static final String TOKEN_NAME = "meta/cloudflare/dns_edit_token";

    private static final String TUNNEL_DOMAIN = ".cfargotunnel.com";

    public CloudflareSettings {
        String scheme = String.valueOf(api.getScheme());
        if ((!scheme.equals("https") && !scheme.equals("http")) || api.getHost() == null) {
            throw new IllegalArgumentException("Not the address of an HTTP API: " + api);
        }
        if (tunnelId.isBlank()) {
            throw new IllegalArgumentException("The tunnel id is blank");
        }
        tunnelId = tunnelId.strip().toLowerCase(Locale.ROOT);
        accountId = accountId.map(String::strip).filter(id -> !id.isEmpty());
        Set<String> lowerCase = new TreeSet<>();
        allowedZones.forEach(name -> lowerCase.add(name.strip().toLowerCase(Locale.ROOT)));
        allowedZones = Set.copyOf(lowerCase);
    }

    /** Returns what a record that leads to the tunnel says. */
    String tunnelTarget() {
        return tunnelId + TUNNEL_DOMAIN;
    }

    /**
     * How long to wait and how often to try. Cloudflare allows 1,200 calls in five minutes for a user's dashboard and tokens
     * together, and blocks everything for five minutes above that (developers.cloudflare.com/fundamentals/api/reference/limits,
     * August 2026).
     *
     * @param connect how long to wait for a connection
     * @param request how long to wait for a whole answer
     * @param tries how often one call is sent at most
     * @param patience how long one call may be repeated; also the longest {@code Retry-After} that is waited for
     * @param callsPerSecond how many calls are sent in a second in the long run
     * @param burst how many may be sent at once after a quiet time
     * @param failuresToRest how many attempts in a row, of whatever calls, go unanswered until the API is left alone for a while
     * @param rest how long it is left alone then
     * @param preflightValid how long a zone that passed its pre-flight is not looked at again
     * @param maxAnswerBytes the longest answer that is read
     */
    public record Limits(Duration connect, Duration request, int tries, Duration patience, int callsPerSecond,
            int burst, int failuresToRest, Duration rest, Duration preflightValid, int maxAnswerBytes) {

        public Limits {
            if (connect.isNegative() || connect.isZero() || request.isNegative() || request.isZero() || tries < 1
                    || patience.isNegative() || callsPerSecond < 1 || burst < 1 || failuresToRest < 1
                    || rest.isNegative() || maxAnswerBytes < 1) {
                throw new IllegalArgumentException(
                        "Not limits: " + connect + " " + request + " " + tries + " " + patience
                                + " " + callsPerSecond + " " + burst + " " + failuresToRest + " " + rest + " "
                                + maxAnswerBytes);
            }
        }

        /**
         * Returns what fits the real API: 40 calls at once and 3 a second are at most 940 in five minutes, and leave the rest of
         * the 1,200 to people and other tools. Three calls that went unanswered however often they were repeated are trouble
         * that lasts; five seconds are half the patience of a call, so that whoever repeats one does not wait longer for having
         * been spared.
         */
        public static Limits defaults() {
            return new Limits(Duration.ofSeconds(3), Duration.ofSeconds(5), 4, Duration.ofSeconds(9), 3, 40, 12,
                    Duration.ofSeconds(5), Duration.ofMinutes(5), 8 * 1024 * 1024);
        }
    }
}
