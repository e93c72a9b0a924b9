package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.contracts.EnginelessTopologyContract;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.ports.driven.Topology;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

class HostTopologyTest implements EnginelessTopologyContract {

    @Override
    public Topology hostWith(Optional<List<HostListener>> listeners) {
        return new HostTopology(() -> listeners, InstantSource.fixed(NOW));
    }
}
