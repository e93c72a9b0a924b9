package dev.tunnelmanager.standins.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the stand-in remembers. Safe for use by many threads; every change is atomic. */
final class ProviderState {

    /** A step between ids, so that they do not look like a sequence. */
    private static final long ID_STEP = 0x9E3779B97F4A7C15L;

    private final Map<String, StandInRecords> zones = new LinkedHashMap<>();
    private final Map<String, StandInToken> tokens = new LinkedHashMap<>();
    private final Map<String, String> tunnels = new LinkedHashMap<>();
    private long lastId = ID_STEP;

    synchronized void put(StandInZone zone) {
        StandInRecords known = zones.get(zone.id());
        if (known == null) {
            zones.put(zone.id(), new StandInRecords(zone));
        } else {
            known.become(zone);
        }
    }

    synchronized void removeZone(String name) {
        zones.values().removeIf(records -> records.zone().name().equals(name));
    }

    synchronized List<StandInZone> zones() {
        return zones.values().stream().map(StandInRecords::zone).toList();
    }

    synchronized void put(StandInToken token) {
        tokens.put(token.value(), token);
    }

    synchronized void removeToken(String value) {
        tokens.remove(value);
    }

    synchronized Optional<StandInToken> token(String value) {
        return Optional.ofNullable(tokens.get(value));
    }

    synchronized void putTunnel(String id, String account) {
        tunnels.put(id, account);
    }

    synchronized Optional<String> accountOfTunnel(String id) {
        return Optional.ofNullable(tunnels.get(id));
    }

    synchronized Optional<StandInZone> zone(String id) {
        return Optional.ofNullable(zones.get(id)).map(StandInRecords::zone);
    }

    synchronized List<ObjectNode> records(String zoneId) throws Declined {
        return in(zoneId).all();
    }

    synchronized List<ObjectNode> recordsIn(String zoneName) {
        return named(zoneName).all();
    }

    synchronized ObjectNode record(String zoneId, String id) throws Declined {
        return in(zoneId).find(id);
    }

    synchronized ObjectNode create(String zoneId, JsonNode body) throws Declined {
        return in(zoneId).create(nextId(), body);
    }

    synchronized ObjectNode plant(String zoneName, JsonNode body) {
        return named(zoneName).plant(nextId(), body);
    }

    synchronized ObjectNode patch(String zoneId, String id, JsonNode body) throws Declined {
        return in(zoneId).patch(id, body);
    }

    synchronized ObjectNode put(String zoneId, String id, JsonNode body) throws Declined {
        return in(zoneId).put(id, body);
    }

    synchronized void delete(String zoneId, String id) throws Declined {
        in(zoneId).delete(id);
    }

    /** Changes a record behind everybody's back, whatever rules it breaks. */
    synchronized void edit(String id, String field, JsonNode value) {
        for (StandInRecords records : zones.values()) {
            for (ObjectNode record : new ArrayList<>(records.all())) {
                if (record.path("id").asText().equals(id)) {
                    record.set(field, value);
                    records.plant(id, record);
                    return;
                }
            }
        }
        throw new IllegalArgumentException("No record " + id);
    }

    private StandInRecords in(String zoneId) throws Declined {
        StandInRecords found = zones.get(zoneId);
        if (found == null) {
            throw new Declined(404, 7003, "Could not route to /zones/" + zoneId
                    + "/dns_records, perhaps your object identifier is invalid?");
        }
        return found;
    }

    private StandInRecords named(String zoneName) {
        return zones.values().stream().filter(r -> r.zone().name().equals(zoneName)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No zone " + zoneName));
    }

    private String nextId() {
        lastId += ID_STEP;
        return String.format(Locale.ROOT, "%016x%016x", lastId, Long.reverse(lastId));
    }
}
