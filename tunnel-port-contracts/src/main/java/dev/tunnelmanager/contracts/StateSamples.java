package dev.tunnelmanager.contracts;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.domain.topology.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values to be stored. */
final class StateSamples {

    static final ProjectName ANNA = new ProjectName("anna");
    static final ProjectName BEN = new ProjectName("ben");
    static final HostnamePattern SHOP = HostnamePattern.of("shop.example.com");
    static final HostnamePattern BLOG = HostnamePattern.of("blog.example.com");
    static final PortNumber P5000 = PortNumber.of(5000);

    /** Not a whole second, so that lost milliseconds show. */
    static final Instant T0 = Instant.parse("2026-11-20T10:00:00.123Z");

    /** With what a text column might stumble over. */
    static final Refusal NO = new Refusal(RefusalCode.FOREIGN_RECORD,
            "„shop.example.com“ has a record:\n\tCNAME 'elsewhere'; DROP TABLE routes; -- 🛑 :name ? <x>",
            "Run: dig +short shop.example.com");

    /** Returns a reserved route with nothing optional. */
    static Route route(long id, HostnamePattern hostname, ProjectName owner) {
        return new Route(id, hostname, owner, "z1", "example.com", P5000, RouteState.RESERVED, Optional.empty(),
                List.of(), false, Optional.empty(), Optional.empty(), T0, T0);
    }

    /** Returns a route with everything that it can have. */
    static Route fullRoute(long id, HostnamePattern hostname, ProjectName owner) {
        Target target = new Target(new OriginService("https://shop-web:8443"), false, Target.Kind.CONTAINER,
                Optional.of("shop-web"), Optional.of("shop_default"), "They share the network shop_default.",
                List.of("The container shop-web runs.", "It listens on 8443.", "It listens on 8443."),
                List.of("Its certificate is not checked."));
        return new Route(id, hostname, owner, "z1", "example.com", P5000, RouteState.WITHDRAWING, Optional.of(target),
                List.of(new OriginService("http://shop-web:8080"), new OriginService("https://shop-web:8443")), true,
                Optional.of(new WrittenRecord("r9", "CNAME", "t1.cfargotunnel.com", "tunnel-manager 0a1b2c3d/7")),
                Optional.of(NO), T0, T0.plusMillis(1));
    }

    /** Returns a pending request of a project, without an idempotency key, to publish a hostname. */
    static Operation publish(long id, HostnamePattern hostname, ProjectName actor) {
        return new Operation(OperationId.of(id), Optional.empty(), new Actor.Project(actor), actor,
                new Intent.Publish(hostname, P5000), Operation.State.PENDING, "", Optional.empty(), T0, T0);
    }

    /** Returns the same operation with an idempotency key. */
    static Operation withKey(Operation operation, String key) {
        return new Operation(operation.id(), Optional.of(key), operation.actor(), operation.owner(), operation.intent(),
                operation.state(), operation.progress(), operation.outcome(), operation.createdAt(),
                operation.changedAt());
    }

    /** Returns the same operation asked for at another time. */
    static Operation askedAt(Operation operation, Instant at) {
        return new Operation(operation.id(), operation.idempotencyKey(), operation.actor(), operation.owner(),
                operation.intent(), operation.state(), operation.progress(), operation.outcome(), at, at);
    }

    /** Returns an entry of success that has nothing optional. */
    static AuditEntry entry(int number, ProjectName actor, ProjectName owner, String action, String subject) {
        return new AuditEntry(T0.plusMillis(number), actor, owner, action, subject, Optional.empty(), true,
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    private StateSamples() {}
}
