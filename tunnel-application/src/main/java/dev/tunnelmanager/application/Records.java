package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.plan.Plan;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Probes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Publishes and removes directory entries, for different hostnames beside each other; a failure of one does not touch others. */
final class Records {

    private final DrivenPorts ports;
    private final Observation observation;

    Records(DrivenPorts ports, Observation observation) {
        this.ports = ports;
        this.observation = observation;
    }

    /** Removes the entries that a plan names. */
    void remove(Batch batch, Plan plan) {
        if (plan.removals().isEmpty()) {
            return;
        }
        batch.progress("removing the records");
        batch.sideBySide(plan.removals().keySet(),
                hostname -> inZone(batch, hostname, zone -> remove(batch, plan, hostname, zone)));
    }

    private void remove(Batch batch, Plan plan, HostnamePattern hostname, Zone zone) {
        WrittenRecord ours = plan.removals().get(hostname);
        if (ours == null) {
            return;
        }
        Optional<NameDirectory.RemoveOutcome> outcome = asked(batch, hostname,
                () -> ports.directory().remove(zone, ours));
        if (outcome.isEmpty()) {
            return;
        }
        switch (outcome.get()) {
            case NameDirectory.RemoveOutcome.Removed removed -> gone(batch, hostname, "removed " + ours.id());
            case NameDirectory.RemoveOutcome.AlreadyGone already ->
                gone(batch, hostname, ours.id() + " was gone already");
            case NameDirectory.RemoveOutcome.Changed changed -> {
                if (changed.now().leadsToTunnel()) {
                    batch.fail(hostname, new Refusal(RefusalCode.RECORD_CHANGED,
                            "The record " + changed.now().describe() + " at " + hostname
                                    + " was changed by somebody else while it was to be removed, so it was left alone.",
                            "Remove the record at the provider by hand, then repeat the request."));
                } else {
                    batch.warn(hostname, List.of("The record at " + hostname
                            + " leads elsewhere now, so it was left as it is: " + changed.now().describe() + "."));
                    batch.update(hostname, route -> route.withoutRecord(ports.clock().instant()));
                }
            }
        }
    }

    private void gone(Batch batch, HostnamePattern hostname, String words) {
        Instant now = ports.clock().instant();
        Route route = batch.route(hostname);
        Audit entry = Audit.success(now, batch.actor(route), route.owner(), "record.remove", hostname.text())
                .of(batch.operation(hostname)).before(words);
        batch.update(hostname, before -> before.withoutRecord(now), state -> state.append(entry.entry()));
    }

    /** Publishes the entries that a plan names, for the hostnames that have not failed. */
    void publish(Batch batch, Plan plan) {
        List<HostnamePattern> coming = plan.publications().stream()
                .filter(hostname -> batch.failure(hostname).isEmpty()).toList();
        if (coming.isEmpty()) {
            return;
        }
        batch.progress("publishing the records");
        String mark = observation.mark();
        batch.updateAll(coming, route -> route.recordIntended() ? route
                : route.intendingRecord(ports.clock().instant()));
        batch.sideBySide(coming, hostname -> inZone(batch, hostname, zone -> publish(batch, hostname, zone, mark)));
    }

    private void publish(Batch batch, HostnamePattern hostname, Zone zone, String mark) {
        Optional<NameDirectory.PublishOutcome> outcome = asked(batch, hostname,
                () -> ports.directory().publish(zone, hostname, batch.route(hostname).record(), mark));
        if (outcome.isEmpty()) {
            return;
        }
        switch (outcome.get()) {
            case NameDirectory.PublishOutcome.Refused refused -> {
                batch.update(hostname, route -> route.state().isPublic() ? route
                        : route.withoutRecord(ports.clock().instant()));
                batch.fail(hostname, refused.refusal());
            }
            case NameDirectory.PublishOutcome.Published published -> {
                Instant now = ports.clock().instant();
                Route route = batch.route(hostname);
                Audit entry = Audit.success(now, batch.actor(route), route.owner(), "record.publish", hostname.text())
                        .of(batch.operation(hostname))
                        .after((published.written() ? "wrote " : "found ") + published.entry().id());
                batch.update(hostname,
                        before -> before.withRecord(published.entry(), now).in(RouteState.LIVE, now),
                        state -> state.append(entry.entry()));
            }
        }
    }

    /** Asks for each hostname through the edge, and collects what its owner should know. */
    void confirm(Batch batch, Plan plan) {
        List<HostnamePattern> live = plan.targets().keySet().stream()
                .filter(hostname -> batch.failure(hostname).isEmpty() && batch.operation(hostname).isPresent())
                .toList();
        if (live.isEmpty()) {
            return;
        }
        batch.progress("asking through the edge");
        batch.sideBySide(live, hostname -> {
            Route route = batch.route(hostname);
            route.target().ifPresent(target -> batch.warn(hostname, target.warnings()));
            if (observation.zone(route) instanceof Verdict.Granted<Zone> zone) {
                batch.warn(hostname, ports.directory().advice(zone.value(), hostname));
            }
            switch (ports.probes().throughEdge(hostname)) {
                case Probes.EdgeAnswer.Answered answered -> batch.update(hostname,
                        before -> before.state() == RouteState.VERIFIED ? before
                                : before.in(RouteState.VERIFIED, ports.clock().instant()));
                case Probes.EdgeAnswer.NotAnswered not -> batch.warn(hostname,
                        List.of("A request for " + hostname + " through the edge was not answered by the service yet: "
                                + not.reason()));
                case Probes.EdgeAnswer.NotTried notTried -> {
                    // Looking is switched off, or a wildcard cannot be asked for.
                }
            }
        });
    }

    private void inZone(Batch batch, HostnamePattern hostname, Consumer<Zone> work) {
        switch (observation.zone(batch.route(hostname))) {
            case Verdict.Refused<Zone> refused -> batch.fail(hostname, refused.refusal());
            case Verdict.Granted<Zone> zone -> work.accept(zone.value());
        }
    }

    /** Returns the provider's answer; if it breaks, that is noted for the hostname alone. */
    private <T> Optional<T> asked(Batch batch, HostnamePattern hostname, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (PortFailure failure) {
            // It outweighs a refusal that was in the way before: what was tried may have been done, and is to be tried again.
            batch.forgive(hostname);
            batch.fail(hostname, Failures.refusal(ports, Failures.Of.PROVIDER, failure));
            return Optional.empty();
        }
    }
}
