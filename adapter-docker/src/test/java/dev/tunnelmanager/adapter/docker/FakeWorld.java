package dev.tunnelmanager.adapter.docker;

import dev.tunnelmanager.contracts.TopologyContract;
import dev.tunnelmanager.contracts.TopologyContract.World;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A world behind a {@link FakeEngine}. */
final class FakeWorld implements World {

    private final FakeEngine engine;
    private final DockerTopology topology;
    private final boolean tidy;
    private final List<Network> networks = new ArrayList<>();
    private final List<Container> containers = new ArrayList<>();
    private final AtomicReference<Optional<List<HostListener>>> listeners = new AtomicReference<>(
            Optional.of(List.of()));

    /**
     * Makes a world.
     *
     * @param tidy whether the engine removes its socket when it goes away
     */
    FakeWorld(FakeEngine engine, boolean tidy) {
        this.engine = engine;
        this.tidy = tidy;
        this.topology = new DockerTopology(engine.host(), listeners::get, InstantSource.fixed(TopologyContract.NOW));
        publish();
    }

    @Override
    public Topology topology() {
        return topology;
    }

    @Override
    public void put(Network network) {
        networks.removeIf(other -> other.id().equals(network.id()));
        networks.add(network);
        publish();
        engine.event("network", "create");
    }

    @Override
    public void put(Container container) {
        containers.removeIf(other -> other.id().equals(container.id()));
        containers.add(container);
        publish();
        engine.event("container", "start");
    }

    @Override
    public void remove(Container container) {
        containers.remove(container);
        publish();
        engine.forget("/containers/" + container.id() + "/json");
        engine.event("container", "destroy");
    }

    @Override
    public void listeners(Optional<List<HostListener>> all) {
        listeners.set(all);
    }

    @Override
    public void engineGoesAway() {
        engine.goAway(tidy);
    }

    @Override
    public void engineComesBack() {
        engine.comeBack();
    }

    @Override
    public void close() {
        topology.close();
        engine.close();
    }

    private void publish() {
        engine.reply("/networks", EngineJson.networks(networks));
        containers.forEach(container -> engine.reply("/containers/" + container.id() + "/json",
                EngineJson.inspect(container, networks)));
        engine.reply("/containers/json", EngineJson.list(containers));
    }
}
