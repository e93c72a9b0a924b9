package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the zones and says what each is good for. */
final class ZoneList {

    private static final Logger LOG = LoggerFactory.getLogger(ZoneList.class);

    /** The most that the API allows. */
    private static final int PAGE = 50;
    private static final Purpose PURPOSE = new Purpose("list the zones",
            "Zone:Read on the zones in which names are published");

    private final CloudflareApi api;
    private final Optional<String> tunnelAccount;
    private final Set<String> allowed;

    ZoneList(CloudflareApi api, Optional<String> tunnelAccount, Set<String> allowed) {
        this.api = api;
        this.tunnelAccount = tunnelAccount;
        this.allowed = allowed;
    }

    List<Zone> read() {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        Set<String> accounts = new TreeSet<>();
        // Listed as a whole and matched here: some tokens may not use the name filter.
        for (JsonNode node : api.readAll("/zones", Map.of(), PAGE, PURPOSE)) {
            String id = node.path("id").asText("");
            if (id.isBlank() || shown(node, "name").isEmpty()) {
                LOG.warn("Cloudflare listed a zone without an id or a name; it is left out. Check cloudflare.api.");
            } else {
                byId.put(id, node);
                account(node).ifPresent(accounts::add);
            }
        }
        return byId.values().stream().map(node -> zone(node, accounts.size()))
                .filter(zone -> allowed.isEmpty() || allowed.contains(zone.name())).sorted().toList();
    }

    private Zone zone(JsonNode node, int accounts) {
        String raw = node.path("name").asText().strip().toLowerCase(Locale.ROOT);
        List<String> notes = new ArrayList<>();
        String name = raw;
        ZoneStanding standing = ZoneStanding.ACTIVE;
        switch (HostnamePattern.parse(raw)) {
            case Verdict.Granted<HostnamePattern>(HostnamePattern pattern) -> name = pattern.text();
            case Verdict.Refused<HostnamePattern> no -> {
                standing = ZoneStanding.UNUSABLE;
                name = Redaction.clean(raw);
                notes.add("Zone " + name + " has a name in which no hostname can be published.");
            }
        }
        standing = worse(standing, byStatus(name, node, notes));
        standing = worse(standing, byType(name, node, notes));
        standing = worse(standing, byAccount(name, node, accounts, notes));
        // A partial zone's hostnames get a certificate each; otherwise the default one covers a single label.
        int depth = node.path("type").asText("full").equals("partial") ? Integer.MAX_VALUE : 1;
        return new Zone(node.path("id").asText(), name, standing, depth, notes);
    }

    private static ZoneStanding byStatus(String name, JsonNode node, List<String> notes) {
        String status = node.path("status").asText("unknown");
        return switch (status) {
            case "active" -> {
                boolean paused = node.path("paused").asBoolean(false);
                if (paused) {
                    notes.add("Zone " + name
                            + " is paused in Cloudflare, so its names are not served until it is resumed.");
                }
                yield paused ? ZoneStanding.NOT_SERVING : ZoneStanding.ACTIVE;
            }
            case "pending", "initializing" -> {
                notes.add("Zone " + name + " is " + status
                        + " in Cloudflare: its names are not served until its name servers point there.");
                yield ZoneStanding.NOT_SERVING;
            }
            default -> {
                notes.add("Zone " + name + " has the status " + Redaction.clean(status)
                        + " in Cloudflare, so names in it are not served.");
                yield ZoneStanding.UNUSABLE;
            }
        };
    }

    private static ZoneStanding byType(String name, JsonNode node, List<String> notes) {
        String type = node.path("type").asText("full");
        return switch (type) {
            case "full", "partial" -> ZoneStanding.ACTIVE;
            case "secondary" -> {
                notes.add("Zone " + name + " is a secondary zone, whose records carry no comments, so that none of them"
                        + " could be proved to be ours.");
                yield ZoneStanding.UNUSABLE;
            }
            default -> {
                notes.add("Zone " + name + " is of the type " + Redaction.clean(type)
                        + ", in which no public name can be published.");
                yield ZoneStanding.UNUSABLE;
            }
        };
    }

    private ZoneStanding byAccount(String name, JsonNode node, int accounts, List<String> notes) {
        Optional<String> account = account(node);
        if (tunnelAccount.isPresent() && account.isPresent()) {
            if (!account.equals(tunnelAccount)) {
                notes.add("Zone " + name + " belongs to account " + account.get() + " and the tunnel to account "
                        + tunnelAccount.get() + "; a tunnel serves only zones of its own account.");
                return ZoneStanding.UNUSABLE;
            }
        } else if (accounts > 1) {
            notes.add("The token shows zones of " + accounts + " accounts, and cloudflare.account-id does not say which"
                    + " one the tunnel belongs to; if zone " + name
                    + " is in another account, its names will not be served.");
        }
        return ZoneStanding.ACTIVE;
    }

    private static Optional<String> account(JsonNode node) {
        return Optional.of(shown(node.path("account"), "id")).filter(id -> !id.isEmpty());
    }

    /** Returns a text of the provider's as it can be shown. */
    private static String shown(JsonNode node, String field) {
        return Redaction.clean(node.path(field).asText(""));
    }

    private static ZoneStanding worse(ZoneStanding one, ZoneStanding other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
