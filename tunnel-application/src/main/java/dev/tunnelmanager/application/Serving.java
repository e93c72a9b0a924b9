package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressOrder;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.plan.Plan;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Edits the rule list and has the connector serve it; puts the earlier rules back if it does not. */
final class Serving {

    /** The action under which every roll stands in the audit log. */
    static final String ROLL = "connector.roll";

    private static final String PUT = "rule.put";
    private static final String REMOVE = "rule.remove";

    /** So often in a row a roll is tried while others keep changing the rule list under it. */
    private static final int ATTEMPTS = 3;

    private final DrivenPorts ports;

    Serving(DrivenPorts ports) {
        this.ports = ports;
    }

    /** Carries out the middle of a plan. Hostnames for which it fails are marked so in the batch. */
    void serve(Batch batch, Plan plan) {
        IngressEdit edit = plan.edit().without(batch.failed());
        noteIntent(batch, plan);
        Optional<List<IngressRule>> rules = edit.isEmpty() ? standing(batch, plan) : edited(batch, plan, edit);
        if (rules.isEmpty()) {
            return;
        }
        if (plan.roll()) {
            roll(batch, plan, rules.get());
        }
        Instant now = ports.clock().instant();
        List<HostnamePattern> settled = plan.targets().keySet().stream()
                .filter(hostname -> batch.failure(hostname).isEmpty()).toList();
        List<HostnamePattern> put = edit.puts().stream().map(OwnRule::hostname).filter(settled::contains).toList();
        // Where a rule stands already that was not known to, we wrote it, and nobody could write down that we did.
        List<HostnamePattern> written = settled.stream().filter(hostname -> put.contains(hostname)
                || !batch.route(hostname).written().equals(List.of(target(plan, hostname).service()))).toList();
        batch.updateAll(settled.stream().filter(hostname -> !written.contains(hostname)).toList(),
                route -> settled(route, target(plan, route.hostname()), now));
        batch.updateAll(written, route -> settled(route, target(plan, route.hostname()), now),
                (state, route) -> state.append(ruleEntry(batch, batch.before(route.hostname()), route, PUT, now)));
        List<HostnamePattern> removed = plan.edit().removals().stream()
                .filter(hostname -> batch.failure(hostname).isEmpty()).toList();
        batch.updateAll(removed, route -> route.withRule(List.of(), now),
                (state, route) -> state.append(ruleEntry(batch, batch.before(route.hostname()), route, REMOVE, now)));
    }

    /** A rule before and after, for the audit log. */
    private static AuditEntry ruleEntry(Batch batch, Route before, Route after, String action, Instant now) {
        Audit entry = Audit.success(now, batch.actor(after), after.owner(), action, after.hostname().text())
                .of(batch.operation(after.hostname()))
                .before(before.written().isEmpty() ? Optional.empty() : Optional.of(services(before)));
        return (after.written().isEmpty() ? entry : entry.after(services(after))).entry();
    }

    private static String services(Route route) {
        return String.join(" or ", route.written().stream().map(OriginService::text).toList());
    }

    private static Target target(Plan plan, HostnamePattern hostname) {
        Target target = plan.targets().get(hostname);
        if (target == null) {
            throw new IllegalArgumentException("Not planned to come: " + hostname);
        }
        return target;
    }

    /** What a rule of ours may hold from now on is written down before the rule is. */
    private void noteIntent(Batch batch, Plan plan) {
        Instant now = ports.clock().instant();
        List<HostnamePattern> coming = plan.targets().keySet().stream()
                .filter(hostname -> batch.failure(hostname).isEmpty()).toList();
        batch.updateAll(coming, route -> {
            Target target = target(plan, route.hostname());
            List<OriginService> either = new ArrayList<>(route.written());
            if (!either.contains(target.service())) {
                either.add(target.service());
            }
            Route noted = either.equals(route.written()) ? route : route.withRule(either, now);
            return route.state().isPublic() || route.state() == RouteState.ROUTED ? noted
                    : noted.aimedAt(target, now).in(RouteState.ROUTED, now);
        });
    }

    private static Route settled(Route route, Target target, Instant now) {
        Route written = route.written().equals(List.of(target.service())) ? route
                : route.withRule(List.of(target.service()), now);
        return written.target().equals(Optional.of(target)) ? written : written.aimedAt(target, now);
    }

    private Optional<List<IngressRule>> standing(Batch batch, Plan plan) {
        if (!plan.roll()) {
            return Optional.of(List.of());
        }
        try {
            return switch (ports.ingress().observe()) {
                case IngressRules.Look.Seen seen -> Optional.of(seen.view().rules());
                case IngressRules.Look.Unusable unusable -> failAll(batch, plan, unusable.refusal());
            };
        } catch (PortFailure failure) {
            return failAll(batch, plan, Failures.refusal(ports, Failures.Of.INGRESS, failure));
        }
    }

    private Optional<List<IngressRule>> edited(Batch batch, Plan plan, IngressEdit wanted) {
        batch.progress("writing the ingress rules");
        IngressEdit edit = wanted;
        while (!edit.isEmpty()) {
            IngressRules.EditOutcome outcome;
            try {
                outcome = ports.ingress().apply(edit);
            } catch (PortFailure failure) {
                return failAll(batch, plan, Failures.refusal(ports, Failures.Of.INGRESS, failure));
            }
            switch (outcome) {
                case IngressRules.EditOutcome.Applied applied -> {
                    edit.puts().forEach(rule -> batch.warn(rule.hostname(), applied.notes()));
                    return Optional.of(applied.view().rules());
                }
                case IngressRules.EditOutcome.Refused refused -> {
                    if (refused.culprit().isEmpty()) {
                        return failAll(batch, plan, refused.refusal());
                    }
                    batch.fail(refused.culprit().get(), refused.refusal());
                    edit = edit.without(Set.of(refused.culprit().get()));
                }
            }
        }
        return standing(batch, plan);
    }

    private static Optional<List<IngressRule>> failAll(Batch batch, Plan plan, Refusal refusal) {
        plan.targets().keySet().forEach(hostname -> batch.fail(hostname, refusal));
        plan.edit().removals().forEach(hostname -> batch.fail(hostname, refusal));
        return Optional.empty();
    }

    private void roll(Batch batch, Plan plan, List<IngressRule> rules) {
        Optional<Refusal> problem = attempt(batch, rules);
        List<IngressRule> tried = rules;
        for (int more = 1; more < ATTEMPTS && problem.isPresent(); more++) {
            // Somebody else may have changed the list, so that what was tried is not what stands there.
            List<IngressRule> before = tried;
            tried = listed().orElse(before);
            if (tried.equals(before)) {
                break;
            }
            problem = attempt(batch, tried);
        }
        if (problem.isEmpty()) {
            failWhatIsNotServed(batch, plan, tried);
            return;
        }
        Refusal why = problem.get();
        plan.edit().removals().forEach(hostname -> batch.warn(hostname,
                List.of("The connector could not be brought to drop the rule yet: " + why.problem())));
        List<HostnamePattern> coming = plan.targets().keySet().stream()
                .filter(hostname -> batch.failure(hostname).isEmpty()).toList();
        coming.forEach(hostname -> batch.fail(hostname, why));
        putBack(batch, plan, coming);
    }

    /** A list that others have changed since our edit may be without our rules, or have one before them that takes their requests. */
    private static void failWhatIsNotServed(Batch batch, Plan plan, List<IngressRule> served) {
        plan.targets().forEach((hostname, target) -> {
            int place = served.indexOf(new OwnRule(hostname, target.service(), target.tlsVerify()).asRule());
            if (batch.failure(hostname).isEmpty()
                    && (place < 0 || IngressOrder.shadowedBy(served, place).isPresent())) {
                batch.fail(hostname, new Refusal(RefusalCode.INGRESS_CONTENDED,
                        "The rule for " + hostname + " was changed or removed by somebody else before the connector"
                                + " served it.",
                        "Repeat the request once the ingress rules are left alone."));
            }
        });
    }

    /** Returns the rule list, if it can be read. */
    private Optional<List<IngressRule>> listed() {
        try {
            return switch (ports.ingress().observe()) {
                case IngressRules.Look.Seen seen -> Optional.of(seen.view().rules());
                case IngressRules.Look.Unusable unusable -> Optional.empty();
            };
        } catch (PortFailure failure) {
            // The roll has failed already; that the list cannot be read either adds nothing to it.
            return Optional.empty();
        }
    }

    /** Undoes our own part of the edit, and leaves alone whatever anybody else has changed meanwhile. */
    private void putBack(Batch batch, Plan plan, List<HostnamePattern> coming) {
        List<OwnRule> earlier = new ArrayList<>();
        Set<HostnamePattern> unwanted = new HashSet<>();
        Map<HostnamePattern, Set<OriginService>> mine = new HashMap<>();
        for (OwnRule put : plan.edit().puts()) {
            if (!coming.contains(put.hostname())) {
                continue;
            }
            Route route = batch.route(put.hostname());
            mine.put(put.hostname(), Set.copyOf(route.written()));
            Optional<Target> before = route.state().isPublic() ? route.target() : Optional.empty();
            if (before.isPresent()) {
                earlier.add(new OwnRule(put.hostname(), before.get().service(), before.get().tlsVerify()));
            } else {
                unwanted.add(put.hostname());
            }
        }
        IngressEdit back = new IngressEdit(earlier, unwanted, mine);
        if (back.isEmpty()) {
            return;
        }
        batch.progress("putting the earlier rules back");
        try {
            switch (ports.ingress().apply(back)) {
                case IngressRules.EditOutcome.Applied applied -> {
                    Instant now = ports.clock().instant();
                    batch.updateAll(back.puts().stream().map(OwnRule::hostname).toList(),
                            route -> settled(route, route.target().orElseThrow(), now),
                            (state, route) -> state
                                    .append(ruleEntry(batch, batch.route(route.hostname()), route, PUT, now)));
                    batch.updateAll(back.removals(), route -> route.withRule(List.of(), now),
                            (state, route) -> state
                                    .append(ruleEntry(batch, batch.route(route.hostname()), route, REMOVE, now)));
                    attempt(batch, applied.view().rules());
                }
                case IngressRules.EditOutcome.Refused refused -> ports.events().failed(
                        "The earlier ingress rules could not be put back: " + refused.refusal().problem(),
                        refused.refusal().recommendation());
            }
        } catch (PortFailure failure) {
            ports.events().failed("The earlier ingress rules could not be put back: " + failure.problem(),
                    failure.recommendation());
        }
    }

    private Optional<Refusal> attempt(Batch batch, List<IngressRule> rules) {
        batch.progress("having the connector serve the rules");
        AtomicReference<@Nullable PortFailure> untold = new AtomicReference<>();
        Rolled rolled = rolled(rules, what -> {
            try {
                batch.progress(what);
            } catch (PortFailure failure) {
                // The connector must not be left half rolled because the state could not be told of it.
                untold.compareAndSet(null, failure);
            }
        });
        PortFailure failure = untold.get();
        if (failure != null) {
            throw failure;
        }
        if (!rolled.restarted().isEmpty() || rolled.problem().isPresent()) {
            record(batch.operations().size(), rolled);
        }
        batch.setLagging(rolled.problem().filter(why -> why.code().kind() == RefusalCode.Kind.FAILURE).isPresent());
        return rolled.problem();
    }

    /** How a roll has ended. */
    private record Rolled(List<String> restarted, Optional<Refusal> problem) {}

    private Rolled rolled(List<IngressRule> rules, Consumer<String> progress) {
        try {
            return switch (ports.connector().roll(rules, progress)) {
                case RollOutcome.Served served -> new Rolled(served.restarted(), Optional.empty());
                case RollOutcome.NotServed not -> new Rolled(List.of(), Optional.of(not.refusal()));
            };
        } catch (PortFailure failure) {
            return new Rolled(List.of(), Optional.of(Failures.refusal(ports, Failures.Of.CONNECTOR, failure)));
        }
    }

    /** Has the connector serve the rule list as it stands, after a roll that has failed; returns whether it does now. */
    boolean catchUp() {
        Optional<List<IngressRule>> rules = listed();
        if (rules.isEmpty()) {
            return false;
        }
        Rolled rolled = rolled(rules.get(), what -> {});
        if (!rolled.restarted().isEmpty()) {
            record(0, rolled);
        } else {
            rolled.problem().ifPresent(why -> ports.events().failed(why.problem(), why.recommendation()));
        }
        return rolled.problem().isEmpty();
    }

    private void record(int operations, Rolled rolled) {
        Audit entry = Audit.success(ports.clock().instant(), ProjectName.META, ProjectName.META, ROLL, "connector");
        Audit full = rolled.problem().map(entry::failed).orElseGet(() -> entry.after("replaced "
                + String.join(", ", rolled.restarted()) + " for " + operations + " operations"));
        ports.state().change(state -> {
            state.append(full.entry());
            return full;
        });
        rolled.problem().ifPresent(why -> ports.events().failed(why.problem(), why.recommendation()));
    }
}
