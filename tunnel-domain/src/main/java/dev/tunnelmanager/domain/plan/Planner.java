package dev.tunnelmanager.domain.plan;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.directory.DirectoryDecision;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns what is desired and what was seen into a plan. Each route is planned by itself; only the edit and the roll are shared. */
public final class Planner {

    private final Observed observed;
    private final Optional<Refusal> obstacle;
    private final List<IngressRule> rules;
    private final Map<HostnamePattern, List<IngressRule>> rulesByHostname;

    private final SortedMap<HostnamePattern, Refusal> rejections = new TreeMap<>();
    private final SortedMap<HostnamePattern, WrittenRecord> removals = new TreeMap<>();
    private final List<OwnRule> puts = new ArrayList<>();
    private final Set<HostnamePattern> ruleRemovals = new HashSet<>();
    private final Map<HostnamePattern, Set<OriginService>> mine = new HashMap<>();
    private final TreeSet<HostnamePattern> publications = new TreeSet<>();
    private final SortedMap<HostnamePattern, Target> targets = new TreeMap<>();
    private final SortedMap<HostnamePattern, List<String>> remarks = new TreeMap<>();

    private Planner(Observed observed) {
        this.observed = observed;
        this.obstacle = observed.obstacle();
        this.rules = switch (observed.ingress()) {
            case Verdict.Granted<List<IngressRule>> readable -> readable.value();
            case Verdict.Refused<List<IngressRule>> unusable -> List.of();
        };
        this.rulesByHostname = byHostname(rules);
    }

    /** Others may write a name in capitals or in Unicode; connectors take it for the same. */
    private static Map<HostnamePattern, List<IngressRule>> byHostname(List<IngressRule> rules) {
        Map<HostnamePattern, List<IngressRule>> byHostname = new HashMap<>();
        for (IngressRule rule : rules) {
            if (HostnamePattern.parse(rule.hostname()) instanceof Verdict.Granted<HostnamePattern> name) {
                byHostname.computeIfAbsent(name.value(), same -> new ArrayList<>(1)).add(rule);
            }
        }
        return byHostname;
    }

    /** Returns what must be done so that every route of {@code observed} is as desired. */
    public static Plan plan(Observed observed) {
        Planner planner = new Planner(observed);
        for (RouteSight sight : observed.routes()) {
            if (sight.target().isPresent()) {
                planner.planPresence(sight, sight.target().get());
            } else {
                planner.planAbsence(sight);
            }
        }
        return planner.finished();
    }

    private Plan finished() {
        IngressEdit edit = new IngressEdit(puts, ruleRemovals, mine);
        boolean concerned = !targets.isEmpty() || observed.routes().stream().anyMatch(this::isLeaving);
        boolean roll = !edit.isEmpty() || (concerned && !servesListed());
        return new Plan(rejections, removals, edit, roll, publications, targets, remarks);
    }

    private boolean isLeaving(RouteSight sight) {
        return sight.target().isEmpty() && !rejections.containsKey(sight.route().hostname())
                && !sight.route().written().isEmpty();
    }

    private boolean servesListed() {
        return switch (observed.connector()) {
            case ConnectorObservation.Found found -> found.replicas().size() >= found.wanted()
                    && found.replicas().stream().allMatch(replica -> replica.isReady() && replica.serves(rules));
            case ConnectorObservation.NotFound missing -> true;
            case ConnectorObservation.Unknown unknown -> true;
        };
    }

    private void planPresence(RouteSight sight, TargetDecision decision) {
        HostnamePattern hostname = sight.route().hostname();
        switch (decision) {
            case TargetDecision.Refused refused -> rejections.put(hostname, cause(refused.refusal()));
            case TargetDecision.Chosen chosen -> planPresence(sight, chosen.target());
        }
    }

    /** Without a connector nobody knows what it could reach; then its absence is to be told, not what follows from that. */
    private Refusal cause(Refusal refusal) {
        boolean consequence = refusal.code() == RefusalCode.TARGET_UNKNOWN
                && !(observed.connector() instanceof ConnectorObservation.Found);
        return consequence ? obstacle.orElse(refusal) : refusal;
    }

    private void planPresence(RouteSight sight, Target target) {
        Route route = sight.route();
        HostnamePattern hostname = route.hostname();
        Optional<Refusal> stop = ruleConflict(route, target).or(() -> obstacle);
        if (stop.isPresent()) {
            rejections.put(hostname, stop.get());
            return;
        }
        boolean published = false;
        switch (sight.directory()) {
            case DirectorySight.NotNeeded notNeeded -> {
                // Nothing of ours can stand there, and publishing looks before it writes.
            }
            case DirectorySight.Unseen unseen -> {
                if (!route.state().isPublic() || route.record().isEmpty()) {
                    rejections.put(hostname, unseen.failure());
                    return;
                }
                // What was published stays published; its rule can be brought into shape without the directory.
                published = true;
                remark(hostname, "Whether the record of " + hostname + " still stands could not be seen: "
                        + unseen.failure().problem());
            }
            case DirectorySight.Seen seen -> {
                switch (DirectoryDecision.forPublishing(seen.entries(), route.record(), route.recordIntended(),
                        observed.mark())) {
                    case DirectoryDecision.Publishing.Free free -> {
                        // It can be published.
                    }
                    case DirectoryDecision.Publishing.Ours ours ->
                        published = route.record().filter(known -> known.id().equals(ours.entry().id())).isPresent();
                    case DirectoryDecision.Publishing.Blocked blocked -> {
                        rejections.put(hostname, blocked.refusal());
                        return;
                    }
                }
            }
        }
        targets.put(hostname, target);
        OwnRule wanted = new OwnRule(hostname, target.service(), target.tlsVerify());
        if (!standsAlready(route, wanted)) {
            puts.add(wanted);
            mine.put(hostname, Set.copyOf(route.written()));
        }
        if (!published) {
            publications.add(hostname);
        }
    }

    private boolean standsAlready(Route route, OwnRule wanted) {
        boolean sameCheck = route.target().map(Target::tlsVerify).orElse(wanted.tlsVerify()) == wanted.tlsVerify();
        return sameCheck && rulesOf(route.hostname()).equals(List.of(wanted.asRule()));
    }

    private Optional<Refusal> ruleConflict(Route route, Target target) {
        List<IngressRule> standing = rulesOf(route.hostname());
        boolean ours = standing.stream().allMatch(rule -> isOurs(route, rule));
        if (ours && standing.size() <= 1) {
            return Optional.empty();
        }
        String services = String.join(", ", standing.stream().map(IngressRule::service).toList());
        return Optional.of(new Refusal(route.written().isEmpty() ? RefusalCode.FOREIGN_RULE : RefusalCode.RULE_CHANGED,
                "The rule list already leads " + route.hostname() + " to " + services
                        + (route.written().isEmpty() ? ", and we did not write that."
                                : ", which is not what we wrote."),
                "Remove that rule by hand if " + target.service()
                        + " is to be served instead, or choose another hostname."));
    }

    private void planAbsence(RouteSight sight) {
        Route route = sight.route();
        HostnamePattern hostname = route.hostname();
        switch (sight.directory()) {
            case DirectorySight.NotNeeded notNeeded -> {
                // Nothing of ours was ever written there.
            }
            case DirectorySight.Unseen unseen -> {
                rejections.put(hostname, unseen.failure());
                return;
            }
            case DirectorySight.Seen seen -> {
                switch (DirectoryDecision.forRemoving(seen.entries(), route.record(), route.recordIntended(),
                        observed.mark())) {
                    case DirectoryDecision.Removing.Remove remove ->
                        removals.put(hostname, written(seen.entries(), remove.id()));
                    // Somebody or we ourselves removed it earlier; or the look is older than what we wrote. Removing what is gone
                    // is no fault, and only what was removed or found gone is written down as such.
                    case DirectoryDecision.Removing.Gone gone ->
                        route.record().ifPresent(record -> removals.put(hostname, record));
                    case DirectoryDecision.Removing.NotOurs notOurs -> {
                        if (notOurs.leadsToTunnel()) {
                            rejections.put(hostname, recordChanged(hostname, notOurs.entry().describe()));
                            return;
                        }
                        remark(hostname, "The record " + notOurs.entry().describe() + " at " + hostname
                                + " is not the one that we wrote, so it was left as it is.");
                    }
                }
            }
        }
        if (observed.ingress() instanceof Verdict.Refused<List<IngressRule>> unusable) {
            // The record goes all the same: a name that nobody wants any more must not stay public because of a file.
            rejections.put(hostname, unusable.refusal());
            return;
        }
        planRuleRemoval(route);
    }

    private void planRuleRemoval(Route route) {
        List<IngressRule> standing = rulesOf(route.hostname());
        if (standing.isEmpty()) {
            return;
        }
        if (standing.size() == 1 && isOurs(route, standing.getFirst())) {
            ruleRemovals.add(route.hostname());
            mine.put(route.hostname(), Set.copyOf(route.written()));
        } else {
            remark(route.hostname(), "The ingress rule of " + route.hostname()
                    + " is not the one that we wrote, so it was left as it is.");
        }
    }

    private List<IngressRule> rulesOf(HostnamePattern hostname) {
        return rulesByHostname.getOrDefault(hostname, List.of());
    }

    private static boolean isOurs(Route route, IngressRule rule) {
        return rule.path().isEmpty()
                && route.written().stream().anyMatch(service -> service.text().equals(rule.service()));
    }

    private static WrittenRecord written(List<DirectoryEntry> entries, String id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst()
                .map(entry -> new WrittenRecord(entry.id(), entry.type(), entry.content(), entry.mark()))
                .orElseThrow(() -> new IllegalArgumentException("Not among the entries: " + id));
    }

    private static Refusal recordChanged(HostnamePattern hostname, String entry) {
        return new Refusal(RefusalCode.RECORD_CHANGED, "The record " + entry + " at " + hostname
                + " leads to the tunnel, and it cannot be proved that we wrote it as it is now, so it was left alone.",
                "Remove the record at the provider by hand, then repeat the request.");
    }

    private void remark(HostnamePattern hostname, String sentence) {
        remarks.merge(hostname, List.of(sentence), (old, added) -> {
            List<String> both = new ArrayList<>(old);
            both.addAll(added);
            return both;
        });
    }
}
