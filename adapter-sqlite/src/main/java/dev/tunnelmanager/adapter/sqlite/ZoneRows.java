package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables zones and zone_notes, and when they were seen. */
final class ZoneRows {

    private final Session session;

    ZoneRows(Session session) {
        this.session = session;
    }

    List<Zone> zones() {
        Map<String, List<String>> notes = session
                .query("SELECT zone_id, note FROM zone_notes ORDER BY zone_id, position")
                .map((rs, c) -> Map.entry(rs.getString("zone_id"), rs.getString("note"))).list().stream()
                .collect(Collectors.groupingBy(Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return session.query("SELECT id, name, standing, certificate_depth FROM zones ORDER BY name, id")
                .map(Columns.understood("zones",
                        (rs, c) -> new Zone(rs.getString("id"), rs.getString("name"),
                                Columns.constant(ZoneStanding.class, rs.getString("standing")),
                                rs.getInt("certificate_depth"), notes.getOrDefault(rs.getString("id"), List.of()))))
                .list();
    }

    Optional<Instant> seenAt() {
        return session.query("SELECT zones_seen_at FROM meta WHERE zones_seen_at IS NOT NULL")
                .map((rs, c) -> Columns.instant(rs, "zones_seen_at")).findOne();
    }

    void replace(List<Zone> zones, Instant seenAt) {
        // A provider's pages shift while they are read, so the same zone may be told twice; the later one counts.
        Map<String, Zone> byId = new LinkedHashMap<>();
        zones.forEach(zone -> byId.put(zone.id(), zone));
        session.update("DELETE FROM zones").execute();
        for (Zone zone : byId.values()) {
            session.update("""
                    INSERT INTO zones (id, name, standing, certificate_depth) VALUES (:id, :name, :standing, :depth)
                    """).bind("id", zone.id()).bind("name", zone.name()).bind("standing", Columns.word(zone.standing()))
                    .bind("depth", zone.certificateDepth()).execute();
            Columns.putLines(session, "INSERT INTO zone_notes (zone_id, position, note) VALUES (:of, :position, :line)",
                    zone.id(), zone.notes());
        }
        session.update("UPDATE meta SET zones_seen_at = :at").bind("at", seenAt.toEpochMilli()).execute();
    }
}
