package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.domain.topology.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;

/** The tables routes and route_lines. */
final class RouteRows {

    private static final String WRITTEN = "written";
    private static final String EVIDENCE = "evidence";
    private static final String WARNING = "warning";

    private static final String SELECT = """
            SELECT id, hostname, owner, zone_id, zone_name, port, state, target_service, target_tls_verify, target_kind,
                target_container, target_network, target_reason, record_intended, record_id, record_type,
                record_content, record_mark, cause_code, cause_problem, cause_recommendation, created_at, changed_at
            FROM routes WHERE""";
    private static final String SELECT_LINES = """
            SELECT route_id, kind, line FROM route_lines WHERE route_id IN (SELECT id FROM routes WHERE""";
    private static final String ORDER_LINES = ") ORDER BY route_id, kind, position";

    private static final String BY_HOSTNAME = "ORDER BY hostname";

    private final Session session;

    RouteRows(Session session) {
        this.session = session;
    }

    Optional<Route> holding(HostnamePattern hostname) {
        return select(" holds = 1 AND hostname = :value ", "", hostname.text()).stream().findFirst();
    }

    Optional<Route> latest(HostnamePattern hostname) {
        return select(" id = (SELECT max(id) FROM routes WHERE hostname = :value) ", "", hostname.text()).stream()
                .findFirst();
    }

    List<Route> all() {
        return select(" holds = 1 ", BY_HOSTNAME, Map.of());
    }

    List<Route> ownedBy(ProjectName owner) {
        return select(" holds = 1 AND owner = :value ", BY_HOSTNAME, owner.text());
    }

    List<Route> on(PortNumber port) {
        return select(" holds = 1 AND port = :value ", BY_HOSTNAME, port.value());
    }

    List<Route> page(Optional<ProjectName> owner, Optional<String> suffix, Optional<HostnamePattern> after,
            int limit) {
        Map<String, Object> values = values(owner, suffix);
        after.ifPresent(hostname -> values.put("after", hostname.text()));
        values.put("limit", limit);
        return select(held(owner, suffix) + (after.isPresent() ? "AND hostname > :after " : ""),
                BY_HOSTNAME + " LIMIT :limit", values);
    }

    int count(Optional<ProjectName> owner, Optional<String> suffix) {
        return session.query("SELECT count(*) AS routes FROM routes WHERE" + held(owner, suffix))
                .bindMap(values(owner, suffix)).map((rs, c) -> rs.getInt("routes")).one();
    }

    private static String held(Optional<ProjectName> owner, Optional<String> suffix) {
        // What ends in a dot and the suffix may be a wildcard too, whose base is the suffix or lies within it.
        return " holds = 1 " + (owner.isPresent() ? "AND owner = :owner " : "") + (suffix.isPresent()
                ? "AND (hostname = :suffix OR substr(hostname, -1 - length(:suffix)) = '.' || :suffix) "
                : "");
    }

    private static Map<String, Object> values(Optional<ProjectName> owner, Optional<String> suffix) {
        Map<String, Object> values = new HashMap<>();
        owner.ifPresent(name -> values.put("owner", name.text()));
        suffix.ifPresent(text -> values.put("suffix", text));
        return values;
    }

    long nextId() {
        long next = session
                .query("SELECT max(next_route_id, (SELECT coalesce(max(id), 0) + 1 FROM routes)) AS next FROM meta")
                .map((rs, c) -> rs.getLong("next")).one();
        session.update("UPDATE meta SET next_route_id = :after").bind("after", next + 1).execute();
        return next;
    }

    void put(Route route) {
        Optional<Target> target = route.target();
        Optional<WrittenRecord> entry = route.record();
        Optional<Refusal> cause = route.cause();
        Update upsert = session.update("""
                INSERT INTO routes (id, hostname, owner, zone_id, zone_name, port, state, target_service,
                    target_tls_verify, target_kind, target_container, target_network, target_reason, record_intended,
                    record_id, record_type, record_content, record_mark, cause_code, cause_problem,
                    cause_recommendation, created_at, changed_at)
                VALUES (:id, :hostname, :owner, :zoneId, :zoneName, :port, :state, :service,
                    :verify, :kind, :container, :network, :reason, :intended,
                    :recordId, :recordType, :recordContent, :recordMark, :code, :problem,
                    :recommendation, :created, :changed)
                ON CONFLICT (id) DO UPDATE SET hostname = excluded.hostname, owner = excluded.owner,
                    zone_id = excluded.zone_id, zone_name = excluded.zone_name, port = excluded.port,
                    state = excluded.state, target_service = excluded.target_service,
                    target_tls_verify = excluded.target_tls_verify, target_kind = excluded.target_kind,
                    target_container = excluded.target_container, target_network = excluded.target_network,
                    target_reason = excluded.target_reason, record_intended = excluded.record_intended,
                    record_id = excluded.record_id, record_type = excluded.record_type,
                    record_content = excluded.record_content, record_mark = excluded.record_mark,
                    cause_code = excluded.cause_code, cause_problem = excluded.cause_problem,
                    cause_recommendation = excluded.cause_recommendation, created_at = excluded.created_at,
                    changed_at = excluded.changed_at
                """).bind("id", route.id()).bind("hostname", route.hostname().text())
                .bind("owner", route.owner().text()).bind("zoneId", route.zoneId()).bind("zoneName", route.zoneName())
                .bind("port", route.port().value()).bind("state", Columns.word(route.state()))
                .bind("service", Columns.orNull(target.map(t -> t.service().text())))
                .bind("verify", Columns.orNull(target.map(Target::tlsVerify)))
                .bind("kind", Columns.orNull(target.map(t -> Columns.word(t.kind()))))
                .bind("container", Columns.orNull(target.flatMap(Target::container)))
                .bind("network", Columns.orNull(target.flatMap(Target::network)))
                .bind("reason", Columns.orNull(target.map(Target::reason))).bind("intended", route.recordIntended())
                .bind("recordId", Columns.orNull(entry.map(WrittenRecord::id)))
                .bind("recordType", Columns.orNull(entry.map(WrittenRecord::type)))
                .bind("recordContent", Columns.orNull(entry.map(WrittenRecord::content)))
                .bind("recordMark", Columns.orNull(entry.map(WrittenRecord::mark)))
                .bind("code", Columns.orNull(cause.map(c -> Columns.word(c.code()))))
                .bind("problem", Columns.orNull(cause.map(Refusal::problem)))
                .bind("recommendation", Columns.orNull(cause.map(Refusal::recommendation)))
                .bind("created", route.createdAt().toEpochMilli()).bind("changed", route.changedAt().toEpochMilli());
        try {
            upsert.execute();
        } catch (UnableToExecuteStatementException failed) {
            if (SqliteFailures.isDuplicate(failed)) {
                throw new IllegalStateException("Another route than " + route.id() + " holds " + route.hostname(),
                        failed);
            }
            throw failed;
        }
        session.update("DELETE FROM route_lines WHERE route_id = :id").bind("id", route.id()).execute();
        putLines(route.id(), WRITTEN, route.written().stream().map(OriginService::text).toList());
        putLines(route.id(), EVIDENCE, target.map(Target::evidence).orElse(List.of()));
        putLines(route.id(), WARNING, target.map(Target::warnings).orElse(List.of()));
    }

    private void putLines(long id, String kind, List<String> lines) {
        Columns.putLines(session, "INSERT INTO route_lines (route_id, kind, position, line) VALUES (:of, '" + kind
                + "', :position, :line)", id, lines);
    }

    /** Selects by a condition with one parameter, {@code :value}. */
    private List<Route> select(String condition, String order, Object value) {
        return select(condition, order, Map.of("value", value));
    }

    /** Selects; the lines of all routes come with one more query. */
    private List<Route> select(String condition, String order, Map<String, ?> values) {
        Map<Long, Map<String, List<String>>> lines = new HashMap<>();
        session.query(SELECT_LINES + condition + order + ORDER_LINES).bindMap(values)
                .map((rs, c) -> new Line(rs.getLong("route_id"), rs.getString("kind"), rs.getString("line")))
                .forEach(line -> lines.computeIfAbsent(line.routeId(), id -> new HashMap<>())
                        .computeIfAbsent(line.kind(), kind -> new ArrayList<>()).add(line.text()));
        return session.query(SELECT + condition + order).bindMap(values).map(Columns.understood("routes",
                (rs, c) -> route(rs, lines.getOrDefault(rs.getLong("id"), Map.of())))).list();
    }

    private static Route route(ResultSet rs, Map<String, List<String>> lines) throws SQLException {
        String recordId = rs.getString("record_id");
        Optional<WrittenRecord> entry = recordId == null
                ? Optional.empty()
                : Optional.of(new WrittenRecord(recordId, rs.getString("record_type"), rs.getString("record_content"),
                        rs.getString("record_mark")));
        return new Route(rs.getLong("id"), HostnamePattern.of(rs.getString("hostname")),
                new ProjectName(rs.getString("owner")), rs.getString("zone_id"), rs.getString("zone_name"),
                PortNumber.of(rs.getInt("port")), Columns.constant(RouteState.class, rs.getString("state")),
                target(rs, lines),
                lines.getOrDefault(WRITTEN, List.of()).stream().map(OriginService::new).toList(),
                rs.getBoolean("record_intended"), entry, Columns.refusal(rs, "cause_"),
                Columns.instant(rs, "created_at"), Columns.instant(rs, "changed_at"));
    }

    private static Optional<Target> target(ResultSet rs, Map<String, List<String>> lines) throws SQLException {
        String service = rs.getString("target_service");
        return service == null
                ? Optional.empty()
                : Optional.of(new Target(new OriginService(service), rs.getBoolean("target_tls_verify"),
                        Columns.constant(Target.Kind.class, rs.getString("target_kind")),
                        Columns.optional(rs, "target_container"), Columns.optional(rs, "target_network"),
                        rs.getString("target_reason"), lines.getOrDefault(EVIDENCE, List.of()),
                        lines.getOrDefault(WARNING, List.of())));
    }

    /** A row of route_lines. */
    private record Line(long routeId, String kind, String text) {}
}
