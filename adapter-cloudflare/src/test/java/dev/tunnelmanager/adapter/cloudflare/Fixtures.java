package dev.tunnelmanager.adapter.cloudflare;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.ports.driven.Secret;
import dev.tunnelmanager.standins.provider.StandInZone;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Values that the tests share. */
final class Fixtures {

    static final String TOKEN = "cfut_S3cretS3cretS3cretS3cretS3cretS3cretS3cr3t";
    static final String TUNNEL = "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415";
    static final String TARGET = TUNNEL + ".cfargotunnel.com";
    static final String MARK = "managed-by=tunnel-manager;i=0a1b2c3d";
    static final StandInZone STAND_IN_ZONE = StandInZone.active("example.com");
    static final Zone ZONE = new Zone(STAND_IN_ZONE.id(), "example.com", ZoneStanding.ACTIVE, 1, List.of());
    static final HostnamePattern APP = HostnamePattern.of("app.example.com");

    /** As by default, with time for a busy machine, and without a rest after trouble that a test would have to wait for. */
    static final CloudflareSettings.Limits LIMITS = new CloudflareSettings.Limits(Duration.ofSeconds(30),
            Duration.ofSeconds(30), 4, Duration.ofSeconds(9), 3, 5, 12, Duration.ZERO, Duration.ofMinutes(5),
            1024 * 1024);

    private Fixtures() {}

    static CloudflareSettings settings(URI api) {
        return settings(api, LIMITS);
    }

    /** For tests in which an answer never comes. */
    static CloudflareSettings impatient(URI api) {
        return settings(api, new CloudflareSettings.Limits(Duration.ofSeconds(3), Duration.ofSeconds(1), 3,
                Duration.ofSeconds(9), 3, 5, 12, Duration.ZERO, Duration.ofMinutes(5), 1024 * 1024));
    }

    /** As by default, but with another rest for an API in trouble. */
    static CloudflareSettings resting(URI api, Duration rest) {
        return settings(api, new CloudflareSettings.Limits(LIMITS.connect(), LIMITS.request(), LIMITS.tries(),
                LIMITS.patience(), LIMITS.callsPerSecond(), LIMITS.burst(), LIMITS.failuresToRest(), rest,
                LIMITS.preflightValid(), LIMITS.maxAnswerBytes()));
    }

    private static CloudflareSettings settings(URI api, CloudflareSettings.Limits limits) {
        return new CloudflareSettings(api, () -> Optional.of(Secret.of(TOKEN)), Optional.empty(), TUNNEL, Set.of(),
                limits);
    }
}
