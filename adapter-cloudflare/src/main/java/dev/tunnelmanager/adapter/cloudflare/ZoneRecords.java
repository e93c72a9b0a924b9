package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Declined;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Done;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The record calls of the API. */
final class ZoneRecords {

    /** The documented default; a name has a handful of records at most. */
    private static final int PAGE = 100;
    /** Of a whole zone: half a megabyte at most, as a record is a kilobyte at most. */
    private static final int WHOLE_PAGE = 500;
    private static final int NO_SUCH_RECORD = 81044;

    private final CloudflareApi api;
    private final String tunnelTarget;
    private final ObjectMapper json = new ObjectMapper();

    ZoneRecords(CloudflareApi api, String tunnelTarget) {
        this.api = api;
        this.tunnelTarget = tunnelTarget;
    }

    /** Returns every record at exactly this name, by id. */
    List<DnsRecord> at(Zone zone, HostnamePattern hostname) {
        Purpose purpose = Purpose.inZone("read the records at " + hostname + " in zone " + zone.name(), zone.name());
        Map<String, DnsRecord> byId = new LinkedHashMap<>();
        // The filter ignores case, and a name is compared again here in case it is ignored itself.
        api.readAll(path(zone), Map.of("name", hostname.text()), PAGE, purpose).stream().map(DnsRecord::of)
                .filter(record -> record.name().equals(hostname.text()))
                .forEach(record -> byId.put(record.id(), record));
        return byId.values().stream().sorted(Comparator.comparing(DnsRecord::id)).toList();
    }

    /**
     * Returns every record at each of these names, by id, from the list of the whole zone. What that does not show is asked for by
     * itself when the list has several pages: a record moves to the page before when one in front of it is removed meanwhile, and
     * none may be taken for missing because of that.
     */
    Map<HostnamePattern, List<DnsRecord>> at(Zone zone, Set<HostnamePattern> hostnames) {
        Purpose purpose = Purpose.inZone("read the records of zone " + zone.name(), zone.name());
        List<DnsRecord> all = api.readAll(path(zone), Map.of(), WHOLE_PAGE, purpose).stream().map(DnsRecord::of)
                .toList();
        Map<String, Map<String, DnsRecord>> byName = new HashMap<>();
        all.forEach(record -> byName.computeIfAbsent(record.name(), name -> new TreeMap<>()).put(record.id(), record));
        boolean whole = all.size() < WHOLE_PAGE;
        return hostnames.stream().collect(Collectors.toMap(hostname -> hostname, hostname -> {
            Map<String, DnsRecord> shown = byName.getOrDefault(hostname.text(), Map.of());
            return shown.isEmpty() && !whole ? at(zone, hostname) : List.copyOf(shown.values());
        }));
    }

    /** Returns the record of this id; empty only if the provider says that there is none. */
    Optional<DnsRecord> byId(Zone zone, String id) {
        Purpose purpose = Purpose.inZone("read record " + id + " in zone " + zone.name(), zone.name());
        return switch (api.read(path(zone, id), Map.of(), purpose)) {
            case Done done -> Optional.of(DnsRecord.of(done.result()));
            case Declined no when isGone(no) -> Optional.empty();
            case Declined no -> throw ApiFailures.declined(no, purpose);
            case ApiReply.Unclear unclear -> throw ApiFailures.exhausted(purpose, unclear.why(), 1);
        };
    }

    ApiReply create(Zone zone, HostnamePattern hostname, String mark, Purpose purpose) {
        return api.write("POST", path(zone), Optional.of(body(hostname, mark)), purpose);
    }

    /** Changes what we care about and leaves tags and settings as they are. */
    ApiReply adjust(Zone zone, DnsRecord record, HostnamePattern hostname, String mark, Purpose purpose) {
        return api.write("PATCH", path(zone, record.id()), Optional.of(body(hostname, mark)), purpose);
    }

    ApiReply delete(Zone zone, String id, Purpose purpose) {
        return api.write("DELETE", path(zone, id), Optional.empty(), purpose);
    }

    /**
     * Returns whether a refusal means that there is no such record. A 404 about the path or the zone does not, and neither does
     * one without a reason: nothing is taken for gone on the strength of a look that failed.
     */
    static boolean isGone(Declined no) {
        return no.has(NO_SUCH_RECORD);
    }

    private JsonNode body(HostnamePattern hostname, String mark) {
        ObjectNode body = json.createObjectNode();
        body.put("type", DnsRecord.CNAME).put("name", hostname.text()).put("content", tunnelTarget);
        body.put("proxied", true).put("ttl", DnsRecord.AUTOMATIC_TTL).put("comment", mark);
        return body;
    }

    private static String path(Zone zone) {
        return "/zones/" + CloudflareApi.encode(zone.id()) + "/dns_records";
    }

    private static String path(Zone zone, String id) {
        return path(zone) + "/" + CloudflareApi.encode(id);
    }
}
