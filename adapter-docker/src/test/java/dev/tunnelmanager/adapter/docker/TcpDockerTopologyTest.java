package dev.tunnelmanager.adapter.docker;

import dev.tunnelmanager.contracts.TopologyContract;
import dev.tunnelmanager.ports.driven.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;

/** Over the network. */
class TcpDockerTopologyTest implements TopologyContract {

    @Override
    public World world() {
        try {
            return new FakeWorld(FakeEngine.onTcp(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Topology withoutEngine() {
        return new DockerTopology("unix:///nonexistent/docker.sock", Optional::empty, InstantSource.fixed(NOW));
    }
}
