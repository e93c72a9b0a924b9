package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.Container.Labels;
import dev.tunnelmanager.domain.topology.Container.Membership;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.PortBinding;
import dev.tunnelmanager.domain.topology.Container.Protocol;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.mapper.RowMapper;

/** The tables containers, memberships, membership_aliases, port_bindings and exposed_ports. */
final class ContainerRows {

    private final Session session;

    ContainerRows(Session session) {
        this.session = session;
    }

    List<Container> all() {
        Map<Long, Map<Long, List<String>>> aliases = new HashMap<>();
        session.query(
                "SELECT container, membership, alias FROM membership_aliases ORDER BY container, membership, position")
                .map((rs, c) -> new Alias(rs.getLong("container"), rs.getLong("membership"), rs.getString("alias")))
                .forEach(row -> aliases.computeIfAbsent(row.container(), key -> new HashMap<>())
                        .computeIfAbsent(row.membership(), key -> new ArrayList<>()).add(row.alias()));
        Map<Long, List<Membership>> memberships = byContainer(
                "SELECT container, position, network_id, address FROM memberships ORDER BY container, position",
                (rs, c) -> new Membership(rs.getString("network_id"),
                        aliases.getOrDefault(rs.getLong("container"), Map.of()).getOrDefault(rs.getLong("position"),
                                List.of()),
                        Columns.optional(rs, "address")));
        Map<Long, List<PortBinding>> bindings = byContainer("""
                SELECT container, host_address, host_port, container_port, protocol FROM port_bindings
                ORDER BY container, position
                """, (rs, c) -> new PortBinding(rs.getString("host_address"), PortNumber.of(rs.getInt("host_port")),
                PortNumber.of(rs.getInt("container_port")),
                Columns.constant(Protocol.class, rs.getString("protocol"))));
        Map<Long, List<PortNumber>> exposed = byContainer(
                "SELECT container, port FROM exposed_ports ORDER BY container, position",
                (rs, c) -> PortNumber.of(rs.getInt("port")));
        return session.query("""
                SELECT position, id, name, state, mode, shared_with, supervisor_project, compose_project,
                    compose_service, host_gateway
                FROM containers ORDER BY position
                """).map(Columns.understood("containers", (rs, c) -> {
            long position = rs.getLong("position");
            return new Container(rs.getString("id"), rs.getString("name"),
                    Columns.constant(Container.State.class, rs.getString("state")), mode(rs),
                    memberships.getOrDefault(position, List.of()), bindings.getOrDefault(position, List.of()),
                    exposed.getOrDefault(position, List.of()), labels(rs), rs.getBoolean("host_gateway"));
        })).list();
    }

    void removeAll() {
        session.update("DELETE FROM containers").execute();
    }

    void putAll(List<Container> containers) {
        for (int position = 0; position < containers.size(); position++) {
            put(position, containers.get(position));
        }
    }

    private void put(int position, Container container) {
        Labels labels = container.labels();
        session.update("""
                INSERT INTO containers (position, id, name, state, mode, shared_with, supervisor_project,
                    compose_project, compose_service, host_gateway)
                VALUES (:position, :id, :name, :state, :mode, :shared, :supervisor, :project, :service, :gateway)
                """).bind("position", position).bind("id", container.id()).bind("name", container.name())
                .bind("state", Columns.word(container.state())).bind("mode", word(container.mode()))
                .bind("shared", container.mode() instanceof NetworkMode.SharedWith with ? with.containerId() : null)
                .bind("supervisor", Columns.orNull(labels.supervisorProject()))
                .bind("project", Columns.orNull(labels.composeProject()))
                .bind("service", Columns.orNull(labels.composeService())).bind("gateway", container.hostGateway())
                .execute();
        putMemberships(position, container.memberships());
        putBindings(position, container.bindings());
        for (int i = 0; i < container.exposed().size(); i++) {
            session.update(
                    "INSERT INTO exposed_ports (container, position, port) VALUES (:container, :position, :port)")
                    .bind("container", position).bind("position", i).bind("port", container.exposed().get(i).value())
                    .execute();
        }
    }

    private void putMemberships(int container, List<Membership> memberships) {
        for (int i = 0; i < memberships.size(); i++) {
            Membership membership = memberships.get(i);
            session.update("""
                    INSERT INTO memberships (container, position, network_id, address)
                    VALUES (:container, :position, :network, :address)
                    """).bind("container", container).bind("position", i).bind("network", membership.networkId())
                    .bind("address", Columns.orNull(membership.address())).execute();
            Columns.putLines(session, "INSERT INTO membership_aliases (container, membership, position, alias) VALUES ("
                    + container + ", :of, :position, :line)", i, membership.aliases());
        }
    }

    private void putBindings(int container, List<PortBinding> bindings) {
        for (int i = 0; i < bindings.size(); i++) {
            PortBinding binding = bindings.get(i);
            session.update("""
                    INSERT INTO port_bindings (container, position, host_address, host_port, container_port, protocol)
                    VALUES (:container, :position, :address, :hostPort, :containerPort, :protocol)
                    """).bind("container", container).bind("position", i).bind("address", binding.hostAddress())
                    .bind("hostPort", binding.hostPort().value()).bind("containerPort", binding.containerPort().value())
                    .bind("protocol", Columns.word(binding.protocol())).execute();
        }
    }

    private <T> Map<Long, List<T>> byContainer(String sql, RowMapper<T> mapper) {
        Map<Long, List<T>> found = new HashMap<>();
        session.query(sql)
                .map(Columns.understood("containers",
                        (rs, c) -> Map.entry(rs.getLong("container"), mapper.map(rs, c))))
                .forEach(row -> found.computeIfAbsent(row.getKey(), key -> new ArrayList<>()).add(row.getValue()));
        return found;
    }

    private static NetworkMode mode(ResultSet rs) throws SQLException {
        return switch (rs.getString("mode")) {
            case "networks" -> new NetworkMode.Networks();
            case "host" -> new NetworkMode.Host();
            case "none" -> new NetworkMode.None();
            default -> new NetworkMode.SharedWith(rs.getString("shared_with"));
        };
    }

    private static String word(NetworkMode mode) {
        return switch (mode) {
            case NetworkMode.Networks networks -> "networks";
            case NetworkMode.Host host -> "host";
            case NetworkMode.None none -> "none";
            case NetworkMode.SharedWith shared -> "shared";
        };
    }

    private static Labels labels(ResultSet rs) throws SQLException {
        return new Labels(Columns.optional(rs, "supervisor_project"), Columns.optional(rs, "compose_project"),
                Columns.optional(rs, "compose_service"));
    }

    /** A row of membership_aliases. */
    private record Alias(long container, long membership, String alias) {}
}
