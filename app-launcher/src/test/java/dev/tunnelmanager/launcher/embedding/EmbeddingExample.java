package dev.tunnelmanager.launcher.embedding;

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
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.route.Route;
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
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What {@code docs/embedding.md} shows; a test keeps the two alike, line by line. */
final class EmbeddingExample {

    private EmbeddingExample() {}

    // begin assemble
    static ControlPlane assemble(Path directory, Events events) {
        InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
        SecureRandom chance = new SecureRandom();
        SimulatedIngressRules rules = new SimulatedIngressRules(
                List.of(new IngressRule("", "", "http_status:404")));
        DrivenPorts ports = new DrivenPorts(
                SqliteStateStore.open(directory.resolve("tunnel-manager.db"), clock, chance),
                new FileChangeFeed(directory, "tunnel-manager.db"),
                new FileLeadership(directory),
                new SimulatedNameDirectory("tunnel.example.net",
                        List.of(new Zone("zone-1", "example.com", ZoneStanding.ACTIVE, 1, List.of()))),
                rules,
                new SimulatedConnector(rules::standing, clock, 2),
                new HostTopology(new ProcListeners(), clock),
                new JdkProbes(false, Optional.empty(), JdkProbes.DEFAULT_TIMEOUT),
                WatchedPorts.unseen(), events, clock, chance, Thread::startVirtualThread);
        return TunnelControlPlane.open(ports, ControlPlaneSettings.DEFAULTS);
    }
    // end assemble

    // begin use
    static void publishAndWithdraw(ControlPlane plane, int port, Consumer<String> out) throws InterruptedException {
        Caller shop = new Caller(new Actor.Project(new ProjectName("shop")), Optional.empty());
        plane.allocatePort(shop, new PortRequest(OptionalLong.of(port), Optional.empty(), Optional.empty()));
        PublishRequest request = new PublishRequest("api", Optional.empty(), port, Optional.empty(), Optional.empty());
        switch (plane.publish(shop, request, out)) {
            case Answer.Done<PublishedHostname> done -> out.accept("public: " + done.value().url());
            case Answer.Refused<PublishedHostname> no -> out.accept("refused: " + no.refusal());
            case Answer.Unfinished<PublishedHostname> later -> out.accept("not yet: " + later.remaining());
        }
        if (plane.hostnames(shop, Optional.empty(), Optional.empty()) instanceof Answer.Done<List<Route>> routes) {
            routes.value().forEach(route -> out.accept("listed: " + route.hostname()));
        }
        if (plane.withdraw(shop, "api.example.com", Optional.empty(), out) instanceof Answer.Done<Route> gone) {
            out.accept("withdrawn: " + gone.value().hostname());
        }
    }
    // end use
}
