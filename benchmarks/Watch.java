import dev.tunnelmanager.adapter.cloudflaredconfig.BackupPolicy;
import dev.tunnelmanager.adapter.cloudflaredconfig.CloudflaredIngressFile;
import dev.tunnelmanager.adapter.host.FileChangeFeed;
import dev.tunnelmanager.adapter.host.FileLeadership;
import dev.tunnelmanager.adapter.host.HostNameResolution;
import dev.tunnelmanager.adapter.host.HostTopology;
import dev.tunnelmanager.adapter.host.LinuxHostNetwork;
import dev.tunnelmanager.adapter.host.ProcListeners;
import dev.tunnelmanager.adapter.simulation.SimulatedConnector;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.adapter.simulation.SimulatedProbes;
import dev.tunnelmanager.adapter.simulation.SimulatedVitals;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.application.DrivenPorts;
import dev.tunnelmanager.application.TunnelControlPlane;
import dev.tunnelmanager.application.WatchOptions;
import dev.tunnelmanager.application.WatchedPorts;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.diagnosis.WatchSettings;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Measurements;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What one round of the watch costs at 1,000 hostnames while all is well: looking, deciding, writing a sample. State, leadership, rule
 * list and the look at the host's network are real; connector, keeper and probes are simulated and answer at once, so that what others
 * take is not counted. Rounds follow each other quickly here; the share of a core is that of one round every 30 s.
 */
final class Watch {

    private static final int HOSTNAMES = 1_000;
    private static final int UNCOUNTED = 200;
    private static final int COUNTED = 1_000;
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final double USUAL_INTERVAL_MILLISECONDS = 30_000;

    public static void main(String[] arguments) throws Exception {
        LinkedBlockingQueue<Duration> rounds = new LinkedBlockingQueue<>();
        try (Filled filled = Filled.with(HOSTNAMES);
                ServerSocket edge = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TunnelControlPlane plane = TunnelControlPlane.open(ports(filled, edge, rounds), settings())) {
            Thread.ofPlatform().daemon().start(() -> accept(edge));
            take(rounds, UNCOUNTED);
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long before = process.getProcessCpuTime();
            double[] took = take(rounds, COUNTED);
            double each = (process.getProcessCpuTime() - before) / 1e6 / COUNTED;
            Figures.latency("a round of the watch at 1,000 hostnames", took, "below 5 ms");
            Figures.row("the watch at 1,000 hostnames: processor time of a round, and of one every 30 s",
                    String.format(Locale.ROOT, "%s, %.4f %% of a core", Figures.milliseconds(each),
                            each / USUAL_INTERVAL_MILLISECONDS * 100),
                    "below 0.1 %");
        }
    }

    /** Lets whoever looks at the edge find it, until it is closed. */
    private static void accept(ServerSocket edge) {
        while (!edge.isClosed()) {
            try {
                edge.accept().close();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static double[] take(LinkedBlockingQueue<Duration> rounds, int number) throws InterruptedException {
        double[] took = new double[number];
        for (int i = 0; i < number; i++) {
            took[i] = rounds.take().toNanos() / 1e6;
        }
        return took;
    }

    private static ControlPlaneSettings settings() {
        WatchSettings pace = WatchSettings.DEFAULTS.withIntervals(BETWEEN, BETWEEN);
        return ControlPlaneSettings.DEFAULTS.withLookInterval(BETWEEN).withEngineExpected(false)
                .withDefaultDomain(Optional.of(Filled.ZONE)).withWatch(WatchOptions.DEFAULTS.withPace(pace)
                        .withCanary(Optional.of(HostnamePattern.of(Filled.hostname(0)))));
    }

    private static DrivenPorts ports(Filled filled, ServerSocket edge, LinkedBlockingQueue<Duration> rounds)
            throws Exception {
        InstantSource clock = InstantSource.system();
        CloudflaredIngressFile file = new CloudflaredIngressFile(filled.config(),
                BackupPolicy.files(filled.folder().resolve("backups")), Optional.empty(), clock);
        SimulatedConnector connector = new SimulatedConnector(
                () -> file.observe() instanceof IngressRules.Look.Seen seen ? seen.view().rules() : List.of(), clock,
                2);
        if (file.observe() instanceof IngressRules.Look.Seen seen) {
            connector.roll(seen.view().rules(), words -> {});
        }
        SimulatedNameDirectory directory;
        try (SqliteStateStore store = filled.open()) {
            directory = new SimulatedNameDirectory("tunnel.example.net", store.read(state -> state.zones()));
        }
        WatchedPorts watched = new WatchedPorts(new SimulatedVitals(connector, clock),
                new LinuxHostNetwork(List.of(InetSocketAddress.createUnresolved("127.0.0.1", edge.getLocalPort())),
                        new SecureRandom()),
                new HostNameResolution(HostNameResolution.Allowed.NOTHING, filled.state()), new Rounds(rounds));
        return new DrivenPorts(filled.open(), new FileChangeFeed(filled.state(),
                filled.database().getFileName().toString()), new FileLeadership(filled.state()), directory, file,
                connector, new HostTopology(new ProcListeners(), clock), new SimulatedProbes(), watched, new Quiet(),
                clock, new SecureRandom(), task -> Thread.ofVirtual().start(task));
    }

    /** Hands over how long each round took. */
    private record Rounds(LinkedBlockingQueue<Duration> took) implements Measurements {
        @Override
        public void count(Count what, String label) {}

        @Override
        public void took(Time what, Duration duration) {
            if (what == Time.LOOK) {
                took.add(duration);
            }
        }
    }

    private static final class Quiet implements Events {
        @Override
        public void happened(String sentence) {}

        @Override
        public void failed(String problem, String recommendation) {
            System.err.println(problem + " " + recommendation);
        }

        @Override
        public void tell(TunnelEvent event) {
            System.err.println(event.sentence());
        }
    }

    private Watch() {}
}
