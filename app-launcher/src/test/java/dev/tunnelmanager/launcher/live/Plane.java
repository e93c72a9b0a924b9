package dev.tunnelmanager.launcher.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.docker.DockerTopology;
import dev.tunnelmanager.adapter.host.FileChangeFeed;
import dev.tunnelmanager.adapter.host.FileLeadership;
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
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.PortRequest;
import dev.tunnelmanager.ports.driving.PublishRequest;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The whole application over a real engine: state, leadership and topology are real; provider, rules and connector are in memory,
 * where what was done to them can be counted.
 */
final class Plane implements AutoCloseable {

    static final IngressRule SOMEBODY_ELSES = new IngressRule("blog.example.com", "", "http://localhost:8081");
    private static final IngressRule CATCH_ALL = new IngressRule("", "", "http_status:404");

    final SimulatedIngressRules rules = new SimulatedIngressRules(List.of(SOMEBODY_ELSES, CATCH_ALL));
    final SimulatedNameDirectory directory = new SimulatedNameDirectory("tunnel.example.net",
            List.of(new Zone("zone-1", "example.com", ZoneStanding.ACTIVE, 1, List.of())));
    final SimulatedConnector connector;
    final List<String> failures = new CopyOnWriteArrayList<>();
    private final DockerTopology topology;
    private final ControlPlane plane;
    private final Caller caller;

    Plane(Path folder, String engine, ProjectName project) {
        InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
        SecureRandom chance = new SecureRandom();
        connector = new SimulatedConnector(rules::standing, clock, 1);
        connector.roll(rules.standing(), progress -> {});
        topology = new DockerTopology(engine, new ProcListeners(), clock);
        caller = new Caller(new Actor.Project(project), Optional.empty());
        plane = TunnelControlPlane.open(new DrivenPorts(
                SqliteStateStore.open(folder.resolve("tunnel-manager.db"), clock, chance),
                new FileChangeFeed(folder, "tunnel-manager.db"), new FileLeadership(folder), directory, rules,
                connector,
                topology, new JdkProbes(false, Optional.empty(), JdkProbes.DEFAULT_TIMEOUT), WatchedPorts.unseen(),
                new Told(), clock, chance,
                Thread::startVirtualThread),
                ControlPlaneSettings.DEFAULTS.withWindow(Duration.ofMillis(20))
                        .withAnswerWithin(Duration.ofSeconds(30)));
    }

    private final class Told implements Events {
        @Override
        public void happened(String sentence) {
            // What has happened is looked at where it shows.
        }

        @Override
        public void failed(String problem, String recommendation) {
            failures.add(problem + " " + recommendation);
        }

        @Override
        public void tell(TunnelEvent event) {
            // What has happened is looked at where it shows.
        }
    }

    /** Has the connector run in a container. */
    void connectorIn(String containerId) {
        connector.moveTo(new ConnectorPlace.InContainer(containerId));
    }

    void allocate(int port) {
        assertThat(plane.allocatePort(caller,
                new PortRequest(OptionalLong.of(port), Optional.empty(), Optional.<ServiceHint>empty())))
                .isInstanceOf(Answer.Done.class);
    }

    Answer<PublishedHostname> publish(String subdomain, int port) {
        try {
            return plane.publish(caller,
                    new PublishRequest(subdomain, Optional.empty(), port, Optional.empty(), Optional.empty()),
                    progress -> {});
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Publishes, which must succeed, and returns the rule's service. */
    String published(String subdomain, int port) {
        Answer<PublishedHostname> answer = publish(subdomain, port);
        assertThat(answer).isInstanceOf(Answer.Done.class);
        assertThat(leads(subdomain)).isTrue();
        return service(subdomain).orElseThrow();
    }

    Refusal refused(String subdomain, int port) {
        Answer<PublishedHostname> answer = publish(subdomain, port);
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused<PublishedHostname>) answer).refusal();
    }

    /** Returns where the rule list leads a hostname, if the connector serves that too. */
    Optional<String> service(String subdomain) {
        List<IngressRule> standing = rules.standing();
        boolean served = ((ConnectorObservation.Found) connector.observe()).replicas()
                .stream().allMatch(replica -> replica.serving().equals(Optional.of(standing)));
        return served
                ? standing.stream().filter(rule -> rule.hostname().equals(subdomain + ".example.com"))
                        .map(IngressRule::service).findFirst()
                : Optional.empty();
    }

    boolean leads(String subdomain) {
        return directory.leads(HostnamePattern.of(subdomain + ".example.com"));
    }

    Route route(String subdomain) {
        Answer<List<Route>> answer = plane.hostnames(caller, Optional.empty(), Optional.empty());
        return ((Answer.Done<List<Route>>) answer).value().stream()
                .filter(route -> route.hostname().text().equals(subdomain + ".example.com")).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        plane.close();
        topology.close();
    }
}
