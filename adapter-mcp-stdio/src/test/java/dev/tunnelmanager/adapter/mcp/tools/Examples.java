package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.diagnosis.Diagnosis;
import dev.tunnelmanager.domain.diagnosis.Fault;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.TunnelHistory;
import dev.tunnelmanager.ports.driving.TunnelStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Values for tests. */
final class Examples {

    static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123Z");
    static final ProjectName CONSILIO = new ProjectName("consilio");
    static final Caller SUPERVISOR = new Caller(new Actor.Project(CONSILIO), Optional.empty());
    static final Caller META = new Caller(new Actor.Meta(), Optional.empty());
    static final Refusal TAKEN = new Refusal(RefusalCode.HOSTNAME_TAKEN, "api.example.com belongs to another project.",
            "Choose another subdomain.");
    static final OperationId OPERATION_ID = new OperationId("op-00000000000000ab");
    static final Zone ZONE = new Zone("023e105f", "example.com", ZoneStanding.ACTIVE, 1,
            List.of("Names deeper than one label have no certificate."));
    static final PortAllocation PORT = new PortAllocation(PortNumber.of(5000), CONSILIO, ServiceHint.NONE, NOW);
    static final PortAllocation PORT_IN_CONTAINER = new PortAllocation(PortNumber.of(8443), CONSILIO,
            new ServiceHint(Optional.of("consilio-web"), false, ServiceScheme.HTTPS, false), NOW);

    static Target onHost() {
        return new Target(new OriginService("http://localhost:5000"), true, Target.Kind.LOCALHOST, Optional.empty(),
                Optional.empty(), "A process on the host listens on 5000.", List.of(), List.of());
    }

    static Target inContainer() {
        return new Target(new OriginService("http://consilio-web:80"), true, Target.Kind.CONTAINER,
                Optional.of("consilio-web"), Optional.of("edge"), "It shares the network edge.", List.of(),
                List.of("The container has no fixed name."));
    }

    static Route route(String hostname, RouteState state, Optional<Target> target) {
        return new Route(1, HostnamePattern.of(hostname), CONSILIO, "023e105f", "example.com", PortNumber.of(5000),
                state,
                target, List.of(), false, Optional.empty(), Optional.empty(), NOW, NOW);
    }

    static Operation operation(Intent intent, Operation.State state, String progress,
            Optional<OperationOutcome> outcome) {
        return new Operation(OPERATION_ID, Optional.empty(), new Actor.Project(CONSILIO), CONSILIO, intent, state,
                progress,
                outcome, NOW, NOW);
    }

    static Intent publish() {
        return new Intent.Publish(HostnamePattern.of("api.example.com"), PortNumber.of(5000));
    }

    static Intent withdraw() {
        return new Intent.Withdraw(HostnamePattern.of("api.example.com"));
    }

    static TunnelStatus status(TunnelStatus.Condition condition, ConnectorObservation connector) {
        return new TunnelStatus(condition, Duration.ofMillis(90_999), 2, NOW, connector,
                new Diagnosis(Fault.NONE, NOW, Diagnosis.Confidence.CONFIRMED, "All is well.",
                        List.of("4 links are up.")),
                new TunnelHistory(OptionalDouble.of(1), OptionalDouble.of(0.9998799), OptionalDouble.empty()),
                Optional.of("process 4711"));
    }

    static ConnectorObservation found(ConnectorKind kind, ConnectorPlace place) {
        Replica old = new Replica("127.0.0.1:20241", Optional.of("c1"), 4, Optional.of(NOW), 1, Optional.empty(),
                false);
        Replica fresh = new Replica("127.0.0.1:20242", Optional.empty(), 0, Optional.empty(), 0, Optional.empty(),
                false);
        return new ConnectorObservation.Found(kind, place, List.of(old, fresh), 2);
    }

    private Examples() {}
}
