package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.route.WrittenRecord;
import java.util.Locale;
import java.util.Set;

/**
 * A record as the API shows it. It differs from {@link DirectoryEntry} by what only matters for bringing it into shape.
 *
 * @param id the record's id
 * @param type upper case
 * @param name lower case
 * @param content a hostname in lower case if it leads to one, else as it is
 * @param proxied whether requests go through the edge, without which a record of a tunnel leads nowhere
 * @param ttl seconds; 1 means automatic, the only value for proxied records
 * @param comment empty if there is none
 */
record DnsRecord(String id, String type, String name, String content, boolean proxied, long ttl, String comment) {

    static final String CNAME = "CNAME";
    static final int AUTOMATIC_TTL = 1;

    /** Refused beside a CNAME by the API; MX, TXT and others may stand there (schema, create operation, August 2026). */
    private static final Set<String> ADDRESS_LIKE = Set.of("A", "AAAA", CNAME);
    private static final String DELEGATION = "NS";

    static DnsRecord of(JsonNode node) {
        String type = node.path("type").asText("").toUpperCase(Locale.ROOT);
        String content = node.path("content").asText("");
        return new DnsRecord(node.path("id").asText(""), type, hostname(node.path("name").asText("")),
                type.equals(CNAME) ? hostname(content) : content, node.path("proxied").asBoolean(false),
                node.path("ttl").asLong(AUTOMATIC_TTL), node.path("comment").asText(""));
    }

    boolean leadsTo(String tunnelTarget) {
        return type.equals(CNAME) && content.equals(tunnelTarget);
    }

    boolean isInShape(String mark) {
        return proxied && ttl == AUTOMATIC_TTL && comment.equals(mark);
    }

    DirectoryEntry toEntry(String tunnelTarget, String zoneName) {
        // Name servers listed at the zone's own name delegate nothing, so that others may stand beside them.
        boolean delegates = type.equals(DELEGATION) && !name.equals(zoneName);
        return new DirectoryEntry(id, type, content, comment, leadsTo(tunnelTarget),
                delegates || ADDRESS_LIKE.contains(type));
    }

    WrittenRecord toWritten() {
        return new WrittenRecord(id, type, content, comment);
    }

    private static String hostname(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
