package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Declined;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Done;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Unclear;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out before anything is changed whether the token may work in a zone, by a real call. Whether it may also write cannot be
 * known without writing; a write that is refused names the permission then. Safe for use by many threads.
 */
final class Preflight {

    /** The smallest page that every list of the API allows. */
    private static final String SMALL_PAGE = "5";

    private final CloudflareApi api;
    private final Optional<String> accountId;
    private final Duration valid;
    private final InstantSource clock;
    private final Map<String, Instant> passed = new ConcurrentHashMap<>();

    Preflight(CloudflareApi api, Optional<String> accountId, Duration valid, InstantSource clock) {
        this.api = api;
        this.accountId = accountId;
        this.valid = valid;
        this.clock = clock;
    }

    Optional<Refusal> check(Zone zone) {
        if (zone.standing() == ZoneStanding.UNUSABLE) {
            return Optional.of(new Refusal(RefusalCode.ZONE_UNUSABLE,
                    zone.notes().isEmpty()
                            ? "Zone " + zone.name() + " cannot carry the tunnel."
                            : String.join(" ", zone.notes()),
                    "Use a zone of the tunnel's own account that is active in Cloudflare."));
        }
        Instant now = clock.instant();
        Instant before = passed.get(zone.id());
        if (before != null && !before.isAfter(now) && now.isBefore(before.plus(valid))) {
            return Optional.empty();
        }
        passed.remove(zone.id());
        try {
            return look(zone, now);
        } catch (PortFailure failure) {
            if (failure.kind() == PortFailure.Kind.SECRET) {
                return Optional.of(
                        new Refusal(RefusalCode.SECRET_UNAVAILABLE, failure.problem(), failure.recommendation()));
            }
            throw failure;
        }
    }

    /** Forgets that the zone passed, because the provider has refused something in it since. */
    void forget(Zone zone) {
        passed.remove(zone.id());
    }

    private Optional<Refusal> look(Zone zone, Instant now) {
        Purpose purpose = Purpose.inZone("read the records of zone " + zone.name(), zone.name());
        ApiReply reply = api.read("/zones/" + CloudflareApi.encode(zone.id()) + "/dns_records",
                Map.of("per_page", SMALL_PAGE), purpose);
        return switch (reply) {
            case Done done -> {
                passed.put(zone.id(), now);
                yield Optional.empty();
            }
            case Declined no when no.isDenial() -> Optional.of(denied(no, purpose));
            case Declined no when no.has(7000, 7003) -> Optional.of(new Refusal(RefusalCode.ZONE_UNUSABLE,
                    "Cloudflare does not know zone " + zone.name() + " under the id " + zone.id() + " ("
                            + no.describe() + ").",
                    "List the domains again with tunnel_list_domains."));
            case Declined no -> throw ApiFailures.declined(no, purpose);
            case Unclear unclear -> throw ApiFailures.exhausted(purpose, unclear.why(), 1);
        };
    }

    private Refusal denied(Declined no, Purpose purpose) {
        Optional<String> status = no.isUnknownToken() ? Optional.empty() : tokenStatus();
        if (status.isPresent() && !status.get().equals("active")) {
            return new Refusal(RefusalCode.PROVIDER_DENIED,
                    "Cloudflare refused to " + purpose.what() + ": the token is " + status.get() + ".",
                    ApiFailures.replaceToken());
        }
        PortFailure failure = ApiFailures.declined(no, purpose);
        return new Refusal(RefusalCode.PROVIDER_DENIED, failure.problem(), failure.recommendation());
    }

    /** Returns {@code active}, {@code disabled} or {@code expired}; empty if it cannot be found out. */
    private Optional<String> tokenStatus() {
        Optional<String> path = api.hasAccountToken()
                ? accountId.map(id -> "/accounts/" + CloudflareApi.encode(id) + "/tokens/verify")
                : Optional.of("/user/tokens/verify");
        Purpose purpose = new Purpose("verify the token", "nothing");
        try {
            return path.flatMap(
                    verify -> api.read(verify, Map.of(), purpose) instanceof Done(JsonNode result, JsonNode paging)
                            ? Optional.of(result.path("status").asText("")).filter(status -> !status.isBlank())
                            : Optional.empty());
        } catch (PortFailure unknown) {
            // It only makes the reason more precise, and there is one already.
            return Optional.empty();
        }
    }
}
