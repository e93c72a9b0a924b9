import dev.tunnelmanager.adapter.cloudflaredconfig.BackupPolicy;
import dev.tunnelmanager.adapter.cloudflaredconfig.CloudflaredIngressFile;
import dev.tunnelmanager.adapter.host.FileChangeFeed;
import dev.tunnelmanager.adapter.host.FileLeadership;
import dev.tunnelmanager.adapter.host.HostTopology;
import dev.tunnelmanager.adapter.host.ProcListeners;
import dev.tunnelmanager.adapter.simulation.SimulatedConnector;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.adapter.simulation.SimulatedProbes;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.application.DrivenPorts;
import dev.tunnelmanager.application.TunnelControlPlane;
import dev.tunnelmanager.application.WatchedPorts;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.PortRequest;
import dev.tunnelmanager.ports.driving.PublishRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The application over a filled state: state, leadership, change feed, config file and topology are the real ones; the provider,
 * the connector and the probes are simulated, each call of them takes a while as a real one does, and the time during which any
 * of them is being called is counted.
 */
final class Rig implements AutoCloseable {

    /** What a call of an outside part takes at least. */
    private static final Duration CALL = Duration.ofMillis(20);

    private final ControlPlane plane;
    private final ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Outside outside = new Outside();

    Rig(Filled filled, Duration window, boolean slowOutside) throws Exception {
        InstantSource clock = Filled.clock();
        CloudflaredIngressFile file = new CloudflaredIngressFile(filled.config(),
                BackupPolicy.files(filled.folder().resolve("backups")), Optional.empty(), clock);
        SimulatedConnector connector = new SimulatedConnector(
                () -> file.observe() instanceof IngressRules.Look.Seen seen ? seen.view().rules() : List.of(), clock, 2);
        SimulatedNameDirectory directory;
        try (SqliteStateStore store = filled.open()) {
            directory = new SimulatedNameDirectory("tunnel.example.net", store.read(state -> state.zones()));
        }
        Duration each = slowOutside ? CALL : Duration.ZERO;
        plane = TunnelControlPlane.open(new DrivenPorts(filled.open(),
                new FileChangeFeed(filled.state(), filled.database().getFileName().toString()),
                new FileLeadership(filled.state()), outside.around(NameDirectory.class, directory, each), file,
                outside.around(Connector.class, connector, each), new HostTopology(new ProcListeners(), clock),
                outside.around(Probes.class, new SimulatedProbes(), each), WatchedPorts.unseen(),
                new Silent(), clock, new SecureRandom(), task -> Thread.ofVirtual().start(task)),
                ControlPlaneSettings.DEFAULTS.withWindow(window).withDefaultDomain(Optional.of(Filled.ZONE))
                        .withAnswerWithin(Duration.ofMinutes(2)).withEngineExpected(false));
    }

    static ControlPlane.Caller project(String name) {
        return new ControlPlane.Caller(new Actor.Project(new ProjectName(name)), Optional.empty());
    }

    int servicePort() {
        return service.getLocalPort();
    }

    void allocate(String project, int port) {
        done(plane.allocatePort(project(project), new PortRequest(OptionalLong.of(port), Optional.empty(),
                Optional.empty())));
    }

    void publish(String project, String label, int port) throws InterruptedException {
        done(plane.publish(project(project),
                new PublishRequest(label, Optional.empty(), port, Optional.empty(), Optional.empty()), words -> {}));
    }

    void withdraw(String project, String label) throws InterruptedException {
        done(plane.withdraw(project(project), label + "." + Filled.ZONE, Optional.empty(), words -> {}));
    }

    /** Returns how long outside parts have been busy until now, in milliseconds. */
    double outsideMilliseconds() {
        return outside.milliseconds();
    }

    private static void done(Answer<?> answer) {
        if (!(answer instanceof Answer.Done)) {
            throw new IllegalStateException(answer.toString());
        }
    }

    @Override
    public void close() throws Exception {
        plane.close();
        service.close();
    }

    /** Counts the time during which at least one call is under way. */
    private static final class Outside {

        private int under;
        private long since;
        private long total;

        <T> T around(Class<T> port, T real, Duration each) {
            return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port},
                    (proxy, method, arguments) -> {
                        begin();
                        try {
                            Thread.sleep(each);
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        } finally {
                            end();
                        }
                    }));
        }

        private synchronized void begin() {
            if (under++ == 0) {
                since = System.nanoTime();
            }
        }

        private synchronized void end() {
            if (--under == 0) {
                total += System.nanoTime() - since;
            }
        }

        synchronized double milliseconds() {
            return (total + (under > 0 ? System.nanoTime() - since : 0)) / 1e6;
        }
    }

    private static final class Silent implements Events {
        @Override
        public void happened(String sentence) {}

        @Override
        public void tell(TunnelEvent event) {}

        @Override
        public void failed(String problem, String recommendation) {
            System.err.println(problem + " " + recommendation);
        }
    }
}
