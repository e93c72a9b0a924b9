package dev.tunnelmanager.launcher.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.host.FileChangeFeed;
import dev.tunnelmanager.adapter.host.FileLeadership;
import dev.tunnelmanager.adapter.host.HostTopology;
import dev.tunnelmanager.adapter.host.JdkProbes;
import dev.tunnelmanager.adapter.host.ProcListeners;
import dev.tunnelmanager.adapter.simulation.SimulatedConnector;
import dev.tunnelmanager.adapter.simulation.SimulatedIngressRules;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.application.DrivenPorts;
import dev.tunnelmanager.application.TunnelControlPlane;
import dev.tunnelmanager.application.WatchedPorts;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.PortRequest;
import dev.tunnelmanager.ports.driving.PublishRequest;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A record lock excludes nobody in its own process; two control planes that are embedded in one must exclude each other all the same. */
@Timeout(60)
class TwoPlanesInOneProcessTest {

    private static final Caller SHOP = new Caller(new Actor.Project(new ProjectName("shop")), Optional.empty());

    @TempDir
    Path directory;

    private final InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
    private final SimulatedIngressRules rules = new SimulatedIngressRules(
            List.of(new IngressRule("", "", "http_status:404")));
    private final SimulatedNameDirectory names = new SimulatedNameDirectory("tunnel.example.net",
            List.of(new Zone("zone-1", "example.com", ZoneStanding.ACTIVE, 1, List.of())));
    private final WatchedConnector connector = new WatchedConnector(new SimulatedConnector(rules::standing, clock, 2));

    @Test
    void the_second_leaves_the_lead_to_the_first_until_that_is_closed() throws Exception {
        try (ServerSocket service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ControlPlane first = plane()) {
            int port = service.getLocalPort();
            first.allocatePort(SHOP, new PortRequest(OptionalLong.of(port), Optional.empty(), Optional.empty()));
            publish(first, "alone", port);
            assertThat(isLocked()).isTrue();
            try (ControlPlane second = plane()) {
                for (int i = 0; i < 5; i++) {
                    publish(i % 2 == 0 ? second : first, "both" + i, port);
                    assertThat(new FileLeadership(directory).tryLead()).as("a third one").isEmpty();
                    assertThat(isLocked()).as("still locked after a third one has asked").isTrue();
                }
                assertThat(connector.engines).as("engines that have rolled while both were open").hasSize(1);
                end(first);
                publish(second, "after", port);
                assertThat(connector.engines).as("engines that have rolled").hasSize(2);
                assertThat(isLocked()).isTrue();
            }
        }
        assertThat(isLocked()).as("locked after both were closed").isFalse();
    }

    private static void end(ControlPlane plane) {
        plane.close();
    }

    private static void publish(ControlPlane plane, String name, int port) throws InterruptedException {
        Answer<PublishedHostname> answer = plane.publish(SHOP,
                new PublishRequest(name, Optional.empty(), port, Optional.empty(), Optional.empty()), what -> {});
        assertThat(answer).isInstanceOf(Answer.Done.class);
    }

    /** Returns whether the kernel shows a lock of this process on the leader's file. */
    private boolean isLocked() throws IOException {
        String inode = ":" + Files.getAttribute(directory.resolve(FileLeadership.FILE_NAME), "unix:ino") + " ";
        String process = " " + ProcessHandle.current().pid() + " ";
        return Files.readAllLines(Path.of("/proc/locks"), StandardCharsets.US_ASCII).stream()
                .anyMatch(line -> line.contains(" POSIX ") && line.contains(inode) && line.contains(process));
    }

    private ControlPlane plane() {
        SecureRandom chance = new SecureRandom();
        return TunnelControlPlane.open(new DrivenPorts(
                SqliteStateStore.open(directory.resolve("tunnel-manager.db"), clock, chance),
                new FileChangeFeed(directory, "tunnel-manager.db"), new FileLeadership(directory), names, rules,
                connector, new HostTopology(new ProcListeners(), clock),
                new JdkProbes(false, Optional.empty(), JdkProbes.DEFAULT_TIMEOUT), WatchedPorts.unseen(), new Silence(),
                clock, chance,
                Thread::startVirtualThread), ControlPlaneSettings.DEFAULTS.withWindow(Duration.ofMillis(10)));
    }

    /** Remembers which threads have rolled. */
    private static final class WatchedConnector implements Connector {

        private final Connector real;
        private final Set<Thread> engines = ConcurrentHashMap.newKeySet();

        private WatchedConnector(Connector real) {
            this.real = real;
        }

        @Override
        public ConnectorObservation observe() {
            return real.observe();
        }

        @Override
        public ConnectorObservation glance() {
            return real.glance();
        }

        @Override
        public RollOutcome roll(List<IngressRule> rules, Consumer<String> progress) {
            engines.add(Thread.currentThread());
            return real.roll(rules, progress);
        }

        @Override
        public RollOutcome restart(List<IngressRule> rules, Consumer<String> progress) {
            engines.add(Thread.currentThread());
            return real.restart(rules, progress);
        }
    }

    private static final class Silence implements Events {

        @Override
        public void happened(String sentence) {}

        @Override
        public void failed(String problem, String recommendation) {}

        @Override
        public void tell(TunnelEvent event) {}
    }
}
