package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** The table ports. */
final class PortRows {

    private static final String SELECT = """
            SELECT port, owner, container, host_service, scheme, tls_verify, allocated_at FROM ports
            """;
    private static final RowMapper<PortAllocation> ALLOCATION = Columns.understood("ports",
            (rs, context) -> new PortAllocation(PortNumber.of(rs.getInt("port")),
                    new ProjectName(rs.getString("owner")),
                    new ServiceHint(Columns.optional(rs, "container"), rs.getBoolean("host_service"),
                            Columns.constant(ServiceScheme.class, rs.getString("scheme")), rs.getBoolean("tls_verify")),
                    Columns.instant(rs, "allocated_at")));

    private final Session session;

    PortRows(Session session) {
        this.session = session;
    }

    Optional<PortAllocation> port(PortNumber port) {
        return session.query(SELECT + "WHERE port = :port").bind("port", port.value()).map(ALLOCATION).findOne();
    }

    List<PortAllocation> ports(Optional<ProjectName> owner) {
        return owner.isEmpty()
                ? session.query(SELECT + "ORDER BY port").map(ALLOCATION).list()
                : session.query(SELECT + "WHERE owner = :owner ORDER BY port").bind("owner", owner.get().text())
                        .map(ALLOCATION).list();
    }

    List<PortAllocation> page(Optional<ProjectName> owner, Optional<PortNumber> after, int limit) {
        Query query = session.query(SELECT + "WHERE port > :after" + (owner.isPresent() ? " AND owner = :owner" : "")
                + " ORDER BY port LIMIT :limit").bind("after", after.map(PortNumber::value).orElse(0))
                .bind("limit", limit);
        owner.ifPresent(name -> query.bind("owner", name.text()));
        return query.map(ALLOCATION).list();
    }

    int count(Optional<ProjectName> owner) {
        Query query = session.query("SELECT count(*) AS ports FROM ports"
                + (owner.isPresent() ? " WHERE owner = :owner" : ""));
        owner.ifPresent(name -> query.bind("owner", name.text()));
        return query.map((rs, c) -> rs.getInt("ports")).one();
    }

    void put(PortAllocation allocation) {
        ServiceHint service = allocation.service();
        session.update("""
                INSERT INTO ports (port, owner, container, host_service, scheme, tls_verify, allocated_at)
                VALUES (:port, :owner, :container, :hostService, :scheme, :verify, :at)
                ON CONFLICT (port) DO UPDATE SET owner = excluded.owner, container = excluded.container,
                    host_service = excluded.host_service, scheme = excluded.scheme, tls_verify = excluded.tls_verify,
                    allocated_at = excluded.allocated_at
                """).bind("port", allocation.port().value()).bind("owner", allocation.owner().text())
                .bind("container", Columns.orNull(service.container())).bind("hostService", service.hostService())
                .bind("scheme", Columns.word(service.scheme())).bind("verify", service.tlsVerify())
                .bind("at", allocation.allocatedAt().toEpochMilli()).execute();
    }

    void remove(PortNumber port) {
        session.update("DELETE FROM ports WHERE port = :port").bind("port", port.value()).execute();
    }
}
