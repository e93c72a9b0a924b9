package dev.tunnelmanager.domain.plan;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The parts from which plans are made in tests. */
final class Sample {

    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final String MARK = "managed-by=tunnel-manager;i=0badcafe";
    static final HostnamePattern API = HostnamePattern.of("api.example.com");
    static final OriginService HERE = new OriginService("http://localhost:5000");
    static final OriginService THERE = new OriginService("http://consilio-api:80");
    static final IngressRule CATCH_ALL = new IngressRule("", "", "http_status:404");
    static final Refusal AWAY = new Refusal(RefusalCode.PROVIDER_UNAVAILABLE, "It is away.", "Wait.");
    static final Refusal DAMAGED = new Refusal(RefusalCode.INGRESS_INVALID, "Line 3: a tab.", "Remove it.");
    static final DirectorySight NOTHING = new DirectorySight.Seen(List.of());

    static Target target(OriginService service) {
        return new Target(service, true, Target.Kind.LOCALHOST, Optional.empty(), Optional.empty(), "So it is.",
                List.of(), List.of());
    }

    static TargetDecision chosen(OriginService service) {
        return new TargetDecision.Chosen(target(service));
    }

    static Route reserved(HostnamePattern hostname) {
        return new Route(1, hostname, new ProjectName("consilio"), "z", "example.com", PortNumber.of(5000),
                RouteState.RESERVED, Optional.empty(), List.of(), false, Optional.empty(), Optional.empty(), NOW, NOW);
    }

    static Route live(HostnamePattern hostname) {
        return reserved(hostname).in(RouteState.LIVE, NOW).aimedAt(target(HERE), NOW).withRule(List.of(HERE), NOW)
                .withRecord(record(hostname), NOW);
    }

    static WrittenRecord record(HostnamePattern hostname) {
        return new WrittenRecord("own-" + hostname, "CNAME", "tunnel.invalid", MARK);
    }

    /** What we wrote, as the provider shows it. */
    static DirectoryEntry ours(HostnamePattern hostname) {
        return new DirectoryEntry("own-" + hostname, "CNAME", "tunnel.invalid", MARK, true, true);
    }

    static DirectorySight seen(DirectoryEntry... entries) {
        return new DirectorySight.Seen(List.of(entries));
    }

    static DirectorySight seen(List<DirectoryEntry> entries) {
        return new DirectorySight.Seen(entries);
    }

    static IngressRule rule(HostnamePattern hostname, OriginService service) {
        return new IngressRule(hostname.text(), "", service.text());
    }

    static ConnectorObservation serving(List<IngressRule> rules) {
        return new ConnectorObservation.Found(ConnectorKind.SIMULATED, new ConnectorPlace.OnHost(),
                List.of(replica("one", rules, false), replica("two", rules, false)), 2);
    }

    static Replica replica(String name, List<IngressRule> rules, boolean elsewhere) {
        return new Replica(name, Optional.of(name), 4, Optional.of(NOW), 0, Optional.of(rules), elsewhere);
    }

    static Plan plan(Route route, Optional<TargetDecision> target, DirectorySight sight, List<IngressRule> rules,
            ConnectorObservation connector) {
        return Planner.plan(new Observed(List.of(new RouteSight(route, target, sight)), Verdict.granted(rules),
                connector, MARK));
    }

    private Sample() {}
}
