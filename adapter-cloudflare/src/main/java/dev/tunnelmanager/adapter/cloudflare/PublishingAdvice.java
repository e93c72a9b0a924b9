package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Done;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a publisher of a name should know. Calls the API only for names that the default certificate does not cover: those are
 * rare, and the calls cost time.
 */
final class PublishingAdvice {

    private static final int PAGE = 50;
    /** Warn when fewer records than this fit into the zone. */
    private static final int NEARLY_FULL = 10;

    private final CloudflareApi api;

    PublishingAdvice(CloudflareApi api) {
        this.api = api;
    }

    List<String> of(Zone zone, HostnamePattern hostname) {
        List<String> sentences = new ArrayList<>();
        if (zone.standing() != ZoneStanding.ACTIVE) {
            sentences.addAll(zone.notes());
        }
        if (zone.contains(hostname) && zone.depthOf(hostname) > zone.certificateDepth()) {
            certificate(zone, hostname).ifPresent(sentences::add);
            quota(zone).ifPresent(sentences::add);
        }
        return List.copyOf(sentences);
    }

    private Optional<String> certificate(Zone zone, HostnamePattern hostname) {
        Purpose purpose = new Purpose("read the certificates of zone " + zone.name(),
                "SSL and Certificates:Read on zone " + zone.name());
        try {
            boolean covered = api.readAll("/zones/" + CloudflareApi.encode(zone.id()) + "/ssl/certificate_packs",
                    Map.of(), PAGE, purpose).stream().anyMatch(pack -> covers(pack, hostname));
            return covered
                    ? Optional.empty()
                    : Optional.of("No active certificate of zone " + zone.name() + " covers " + hostname + ", which is "
                            + zone.depthOf(hostname) + " labels below it, so browsers will refuse the connection. "
                            + waysOut(zone, hostname));
        } catch (PortFailure unknown) {
            return Optional.of("Whether a certificate covers " + hostname + " could not be checked: "
                    + unknown.problem() + " The default certificate covers only one label below " + zone.name() + ". "
                    + waysOut(zone, hostname));
        }
    }

    private static boolean covers(JsonNode pack, HostnamePattern hostname) {
        if (!pack.path("status").asText("").equals("active")) {
            return false;
        }
        int dot = hostname.text().indexOf('.');
        String wildcard = "*" + hostname.text().substring(dot);
        for (JsonNode host : pack.path("hosts")) {
            String name = host.asText("").toLowerCase(Locale.ROOT);
            if (name.equals(hostname.text()) || name.equals(wildcard)) {
                return true;
            }
        }
        return false;
    }

    private static String waysOut(Zone zone, HostnamePattern hostname) {
        String certificate = "order a certificate for it with Cloudflare's Advanced Certificate Manager or Total TLS";
        if (hostname.isWildcard()) {
            return "To avoid that, " + certificate + ".";
        }
        String labels = hostname.text().substring(0, hostname.text().length() - zone.name().length() - 1);
        return "To avoid that, publish " + labels.replace('.', '-') + "." + zone.name() + " instead, or " + certificate
                + ".";
    }

    private Optional<String> quota(Zone zone) {
        Purpose purpose = Purpose.inZone("read the record quota of zone " + zone.name(), zone.name());
        try {
            ApiReply reply = api.read("/zones/" + CloudflareApi.encode(zone.id()) + "/dns_records/usage", Map.of(),
                    purpose);
            if (reply instanceof Done(JsonNode result, JsonNode paging) && result.path("record_quota").isNumber()) {
                int left = result.path("record_quota").asInt() - result.path("record_usage").asInt();
                return left < NEARLY_FULL
                        ? Optional.of("Zone " + zone.name() + " has room for only " + Math.max(0, left)
                                + " more records of " + result.path("record_quota").asInt() + ".")
                        : Optional.empty();
            }
            return Optional.empty();
        } catch (PortFailure unknown) {
            // The call is young and not everywhere; a full zone is refused with its reason when it comes to that.
            return Optional.empty();
        }
    }
}
