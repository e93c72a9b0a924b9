package dev.tunnelmanager.adapter.docker;

import dev.tunnelmanager.contracts.TopologyContract;
import dev.tunnelmanager.ports.driven.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Over a Unix socket that its engine takes away when it stops. */
class TidyDockerTopologyTest implements TopologyContract {

    @TempDir
    Path folder = Path.of("");

    @Override
    public World world() {
        try {
            return new FakeWorld(FakeEngine.onUnix(folder.resolve("docker.sock")), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Topology withoutEngine() {
        return new DockerTopology("unix://" + folder.resolve("nothing.sock"), Optional::empty,
                InstantSource.fixed(NOW));
    }
}
