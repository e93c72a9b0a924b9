package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.diagnosis.LogSignal.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one connector has written lately, in the order in which it was written, and what it means: the strings are those of
 * cloudflared 2026.8.2. Only how a message or an error begins is compared, as what follows may have been chosen by a visitor of the
 * tunnel. Of the several lines that one fault causes one is counted.
 *
 * @param lines the lines, oldest first
 * @param writtenBy a time by which all of them had been written, for those that have no time before them
 */
record LogText(List<LogLine> lines, Instant writtenBy) {

    private static final int MOST = 500;
    private static final String SILENCE = "timeout: no recent network activity";
    private static final Pattern LOOKUP_FAILED = Pattern.compile("(^|[^a-z])lookup \\S+.*(i/o timeout|no such host|"
            + "server misbehaving|connection refused|network is unreachable|SERVFAIL)");
    private static final List<String> LINK_DIED = List.of("failed to accept incoming stream requests",
            "Failed to serve quic connection");
    private static final List<String> LINK_LOST = List.of("Lost connection with the edge",
            "Failed to dial a quic connection", "Failed to create new quic connection",
            "Unable to establish connection with Cloudflare edge", "there are no free edge addresses left");
    private static final List<String> NAMES = List.of("Failed to refresh DNS local resolver",
            "Failed to initialize DNS local resolver", "edge discovery: error looking up Cloudflare edge IPs",
            "Could not lookup srv records on");
    private static final List<String> REFUSED = List.of("Register tunnel error from server side",
            "already connected to this server", "initial tunnel connection failed");
    private static final String ORIGIN = "Unable to reach the origin service";
    private static final Pattern REJECTED = Pattern.compile("(Validation failed: )?("
            + "error parsing YAML in config file|The last ingress rule must match all URLs|Rule #\\d+ (is matching|has an "
            + "invalid regex)|Hostname patterns can have at most one wildcard|Hostname cannot contain a port|"
            + "The config file doesn't contain any ingress rules|\\S* is an invalid address, please make sure|"
            + ".*ingress rules don't support proxying to a different path|invalid HTTP status code|access\\.TeamName "
            + "cannot be blank|unable to create ip rule for socks-proxy|You can't set the --url flag|"
            + "unknown protocol |grace-period must be equal or less|Tunnel credentials file |failed to start origin|"
            + "expected \\w+ found \\w+ for |Configuration file \\S+ was empty|Cannot determine default origin "
            + "certificate path|\"cloudflared tunnel run\" requires the ID or name|parse \".*\": |open \\S+: no such "
            + "file or directory|Incorrect Usage).*");

    LogText {
        lines = List.copyOf(lines);
    }

    /**
     * Returns the signals since {@code since}, oldest first. Lines between being told to end and the next start are none.
     *
     * @param masking takes out secrets
     */
    List<LogSignal> signals(Instant since, Masking masking) {
        // cloudflared writes whole seconds, so that a line of the very second may be older or newer.
        Instant from = since.truncatedTo(ChronoUnit.SECONDS);
        List<LogSignal> signals = new ArrayList<>();
        Optional<Instant> latest = Optional.empty();
        boolean ending = false;
        for (LogLine line : lines) {
            latest = line.at().isPresent() ? line.at() : latest;
            ending = isEnding(line, ending);
            Optional<Kind> kind = ending ? Optional.empty() : kind(line);
            Instant at = latest.orElse(writtenBy);
            if (kind.isPresent() && !at.isBefore(from)) {
                signals.add(new LogSignal(at.truncatedTo(ChronoUnit.MILLIS), kind.get(), shown(line, masking)));
            }
        }
        return signals;
    }

    private static boolean isEnding(LogLine line, boolean before) {
        if (line.message().startsWith("Initiating graceful shutdown")) {
            return true;
        }
        boolean started = line.message().startsWith("Starting tunnel") || line.message().startsWith("Version 20")
                || line.message().startsWith(ReplicaStarter.START_MARK)
                || line.message().startsWith("Registered tunnel connection");
        return before && !started;
    }

    private static String shown(LogLine line, Masking masking) {
        String masked = masking.mask(line.text());
        return masked.length() > MOST ? masked.substring(0, MOST) : masked;
    }

    /** Returns what a line means; empty if it means nothing or repeats what another one says. */
    static Optional<Kind> kind(LogLine line) {
        String message = line.message();
        if (message.startsWith("Registered tunnel connection")) {
            return Optional.of(Kind.REGISTERED);
        }
        if (line.error().startsWith(ORIGIN) || message.startsWith(ORIGIN)) {
            return Optional.of(Kind.ORIGIN_UNREACHABLE);
        }
        if (begins(message, LINK_DIED)) {
            return Optional.of(line.error().contains(SILENCE) ? Kind.TRANSPORT_TIMEOUT : Kind.EDGE_LOST);
        }
        if (begins(message, LINK_LOST)) {
            return Optional.of(LOOKUP_FAILED.matcher(line.error()).find() ? Kind.NAME_RESOLUTION_FAILED
                    : Kind.EDGE_LOST);
        }
        if (begins(message, REFUSED)) {
            return Optional.of(Kind.REGISTRATION_REFUSED);
        }
        if (begins(message, NAMES) || isFailedLookup(line)) {
            return Optional.of(Kind.NAME_RESOLUTION_FAILED);
        }
        boolean grave = line.level().isEmpty() || line.level().equals("ERR") || line.level().equals("FTL");
        return grave && REJECTED.matcher(message).matches() ? Optional.of(Kind.RULES_REJECTED) : Optional.empty();
    }

    /** At a start some look-ups are optional; what is behind a failed request is not the connector's look-up. */
    private static boolean isFailedLookup(LogLine line) {
        return begins(line.message(), List.of("Failed to fetch features", "Unable to lookup protocol percentage"))
                && LOOKUP_FAILED.matcher(line.error().isEmpty() ? line.text() : line.error()).find();
    }

    private static boolean begins(String text, List<String> beginnings) {
        return beginnings.stream().anyMatch(text::startsWith);
    }
}
