package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables topology, networks and host_listeners; containers are in {@link ContainerRows}. */
final class TopologyRows {

    private final Session session;
    private final ContainerRows containers;

    TopologyRows(Session session) {
        this.session = session;
        this.containers = new ContainerRows(session);
    }

    Optional<TopologySnapshot> topology() {
        return session.query("SELECT observed_at, engine, engine_reason, listeners_known FROM topology")
                .map((rs, c) -> new Seen(Columns.instant(rs, "observed_at"), rs.getString("engine"),
                        Columns.optional(rs, "engine_reason"), rs.getBoolean("listeners_known")))
                .findOne().map(seen -> new TopologySnapshot(seen.at(), engine(seen),
                        seen.listenersKnown() ? Optional.of(listeners()) : Optional.empty()));
    }

    void replace(TopologySnapshot next) {
        Optional<TopologySnapshot> last = topology();
        boolean same = last.isPresent() && last.get().engine().equals(next.engine())
                && last.get().listeners().equals(next.listeners());
        if (same) {
            // The usual case, every half minute: only the time has changed.
            session.update("UPDATE topology SET observed_at = :at").bind("at", next.observedAt().toEpochMilli())
                    .execute();
            return;
        }
        session.update("DELETE FROM topology").execute();
        session.update("DELETE FROM networks").execute();
        session.update("DELETE FROM host_listeners").execute();
        containers.removeAll();
        session.update("""
                INSERT INTO topology (id, observed_at, engine, engine_reason, listeners_known)
                VALUES (1, :at, :engine, :reason, :listeners)
                """).bind("at", next.observedAt().toEpochMilli()).bind("engine", word(next.engine()))
                .bind("reason", next.engine() instanceof EngineView.Unknown unknown ? unknown.reason() : null)
                .bind("listeners", next.listeners().isPresent()).execute();
        if (next.engine() instanceof EngineView.Present present) {
            putNetworks(present.networks());
            containers.putAll(present.containers());
        }
        putListeners(next.listeners().orElse(List.of()));
    }

    private EngineView engine(Seen seen) {
        return switch (seen.engine()) {
            case "present" -> new EngineView.Present(networks(), containers.all());
            case "absent" -> new EngineView.Absent();
            default -> new EngineView.Unknown(seen.reason().orElse("The reason was not recorded."));
        };
    }

    private static String word(EngineView engine) {
        return switch (engine) {
            case EngineView.Present present -> "present";
            case EngineView.Absent absent -> "absent";
            case EngineView.Unknown unknown -> "unknown";
        };
    }

    private List<Network> networks() {
        return session.query("SELECT id, name, kind, internal, gateway FROM networks ORDER BY position")
                .map(Columns.understood("networks",
                        (rs, c) -> new Network(rs.getString("id"), rs.getString("name"),
                                Columns.constant(Network.Kind.class, rs.getString("kind")), rs.getBoolean("internal"),
                                Columns.optional(rs, "gateway"))))
                .list();
    }

    private void putNetworks(List<Network> networks) {
        for (Network network : networks) {
            session.update("""
                    INSERT INTO networks (id, name, kind, internal, gateway)
                    VALUES (:id, :name, :kind, :internal, :gateway)
                    """).bind("id", network.id()).bind("name", network.name())
                    .bind("kind", Columns.word(network.kind())).bind("internal", network.internal())
                    .bind("gateway", Columns.orNull(network.gateway())).execute();
        }
    }

    private List<HostListener> listeners() {
        return session.query("SELECT address, port FROM host_listeners ORDER BY position")
                .map(Columns.understood("host_listeners",
                        (rs, c) -> new HostListener(rs.getString("address"), PortNumber.of(rs.getInt("port")))))
                .list();
    }

    private void putListeners(List<HostListener> listeners) {
        for (HostListener listener : listeners) {
            session.update("INSERT INTO host_listeners (address, port) VALUES (:address, :port)")
                    .bind("address", listener.address()).bind("port", listener.port().value()).execute();
        }
    }

    /** The row of table topology. */
    private record Seen(Instant at, String engine, Optional<String> reason, boolean listenersKnown) {}
}
