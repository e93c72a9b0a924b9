package dev.tunnelmanager.standins.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The records of one zone. Guarded by the lock of its {@link ProviderState}. */
final class StandInRecords {

    private static final Set<String> ADDRESS_LIKE = Set.of("A", "AAAA", "CNAME");
    private static final int MAX_COMMENT = 100;
    private static final int MAX_NAME = 253;
    /** Any instant will do, as long as it is the same in every run. */
    private static final String WRITTEN_ON = "2026-11-20T10:00:00.000000Z";

    private final Map<String, ObjectNode> byId = new LinkedHashMap<>();
    private final ObjectMapper json = new ObjectMapper();
    private StandInZone zone;

    StandInRecords(StandInZone zone) {
        this.zone = zone;
    }

    StandInZone zone() {
        return zone;
    }

    void become(StandInZone next) {
        zone = next;
    }

    List<ObjectNode> all() {
        return byId.values().stream().map(ObjectNode::deepCopy).toList();
    }

    ObjectNode find(String id) throws Declined {
        ObjectNode found = byId.get(id);
        if (found == null) {
            throw new Declined(404, 81044, "Record does not exist.");
        }
        return found.deepCopy();
    }

    ObjectNode create(String id, JsonNode body) throws Declined {
        ObjectNode record = complete(id, body);
        check(record);
        if (byId.size() >= zone.quota()) {
            throw new Declined(400, 81045, "Record quota exceeded.");
        }
        byId.put(id, record);
        return record.deepCopy();
    }

    /** Puts a record there without any check, as somebody did long ago or in the dashboard. */
    ObjectNode plant(String id, JsonNode body) {
        ObjectNode record = complete(id, body);
        byId.put(id, record);
        return record.deepCopy();
    }

    /** Merges what is sent into what stands there. */
    ObjectNode patch(String id, JsonNode body) throws Declined {
        ObjectNode merged = find(id);
        body.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
        return replace(id, merged);
    }

    /** Overwrites: what is not sent falls back to its default. */
    ObjectNode put(String id, JsonNode body) throws Declined {
        find(id);
        return replace(id, body);
    }

    void delete(String id) throws Declined {
        find(id);
        byId.remove(id);
    }

    private ObjectNode replace(String id, JsonNode body) throws Declined {
        ObjectNode record = complete(id, body);
        check(record);
        byId.put(id, record);
        return record.deepCopy();
    }

    private ObjectNode complete(String id, JsonNode body) {
        String type = body.path("type").asText("");
        String name = body.path("name").asText("").toLowerCase(Locale.ROOT);
        if (!name.equals(zone.name()) && !name.endsWith("." + zone.name())) {
            // As the real one does it, silently.
            name = name + "." + zone.name();
        }
        boolean proxied = body.path("proxied").asBoolean(false);
        ObjectNode record = json.createObjectNode();
        record.put("id", id).put("name", name).put("type", type).put("content", body.path("content").asText(""));
        record.put("proxiable", ADDRESS_LIKE.contains(type)).put("proxied", proxied);
        record.put("ttl", proxied ? 1 : body.path("ttl").asInt(1));
        record.set("settings", body.path("settings").isObject() ? body.get("settings") : json.createObjectNode());
        record.set("meta", json.createObjectNode());
        JsonNode comment = body.path("comment");
        record.put("comment", comment.isTextual() && !comment.asText().isEmpty() ? comment.asText() : null);
        record.set("tags", body.path("tags").isArray() ? body.get("tags") : json.createArrayNode());
        record.put("created_on", WRITTEN_ON).put("modified_on", WRITTEN_ON);
        if (type.equals("MX")) {
            record.put("priority", body.path("priority").asInt(10));
        }
        return record;
    }

    private void check(ObjectNode record) throws Declined {
        String name = record.path("name").asText();
        String type = record.path("type").asText();
        if (name.length() > MAX_NAME || List.of(name.split("\\.", -1)).stream().anyMatch(l -> l.length() > 63)) {
            throw new Declined(400, 9000, "DNS name is invalid.");
        }
        if (record.path("content").asText().isBlank()
                || (type.equals("CNAME") && record.path("content").asText().equalsIgnoreCase(name))) {
            throw new Declined(400, 9007, "Content for " + type + " record is invalid.");
        }
        String comment = record.path("comment").asText("");
        if (comment.length() > MAX_COMMENT || comment.contains("\n") || comment.contains("\r")) {
            throw new Declined(400, 9313, "DNS record comment is too long or has line breaks.");
        }
        if (record.path("proxied").asBoolean() && !record.path("proxiable").asBoolean()) {
            throw new Declined(400, 9041, "This DNS record cannot be proxied.");
        }
        for (ObjectNode other : byId.values()) {
            if (!other.path("id").equals(record.path("id")) && other.path("name").asText().equals(name)) {
                checkBeside(record, other);
            }
        }
    }

    private void checkBeside(ObjectNode record, ObjectNode other) throws Declined {
        String type = record.path("type").asText();
        String otherType = other.path("type").asText();
        boolean apex = record.path("name").asText().equals(zone.name());
        if ((type.equals("CNAME") && ADDRESS_LIKE.contains(otherType))
                || (!apex && type.equals("NS") != otherType.equals("NS"))) {
            throw new Declined(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
        }
        if (ADDRESS_LIKE.contains(type) && otherType.equals("CNAME")) {
            throw new Declined(400, 81054, "A CNAME record with that host already exists.");
        }
        if (type.equals(otherType) && other.path("content").equals(record.path("content"))) {
            throw new Declined(400, 81058, "An identical record already exists.");
        }
    }
}
