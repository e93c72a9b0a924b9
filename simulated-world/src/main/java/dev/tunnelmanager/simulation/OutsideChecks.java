package dev.tunnelmanager.simulation;

import dev.tunnelmanager.adapter.simulation.SimulatedIngressRules;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.route.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What must hold of the provider's directory and of the rule list, looked at whenever one of them was changed by a process. */
final class OutsideChecks {

    private final Verdicts verdicts;
    private final SimulatedNameDirectory directory;
    private final SimulatedIngressRules ingress;
    private final Host host;
    private final TheirThings theirs;
    private final StateChecks rows;
    private final String mark;
    private final SortedMap<String, HostnamePattern> ourEntries = new TreeMap<>();
    /** Records that were written or removed, and rules that were changed, and are not in the audit log yet; by hostname. */
    private final Set<HostnamePattern> unaudited = new HashSet<>();
    private List<IngressRule> ourRules = List.of();

    OutsideChecks(Verdicts verdicts, SimulatedNameDirectory directory, SimulatedIngressRules ingress, Host host,
            TheirThings theirs, StateChecks rows, String mark) {
        this.verdicts = verdicts;
        this.directory = directory;
        this.ingress = ingress;
        this.host = host;
        this.theirs = theirs;
        this.rows = rows;
        this.mark = mark;
    }

    /** Looks at the directory after a process may have written there. */
    void directoryWritten() {
        SortedMap<String, SimulatedNameDirectory.Standing> standing = directory.standing();
        Optional<String> problem = theirs.entriesProblem();
        verdicts.require(Invariant.OTHERS_UNTOUCHED, problem.isEmpty(), problem::orElseThrow);
        Set<HostnamePattern> seen = new HashSet<>();
        for (Map.Entry<String, SimulatedNameDirectory.Standing> each : standing.entrySet()) {
            SimulatedNameDirectory.Standing entry = each.getValue();
            if (!entry.entry().leadsToTunnel()) {
                continue;
            }
            verdicts.require(Invariant.OWNED_ONCE, seen.add(entry.hostname()),
                    () -> entry.hostname() + " has two records");
            if (ourEntries.putIfAbsent(each.getKey(), entry.hostname()) == null) {
                created(entry);
            }
        }
        List.copyOf(ourEntries.keySet()).stream().filter(id -> !standing.containsKey(id)).forEach(id -> {
            unaudited.add(entryOf(id));
            ourEntries.remove(id);
        });
    }

    private HostnamePattern entryOf(String id) {
        return Optional.ofNullable(ourEntries.get(id)).orElseThrow();
    }

    private void created(SimulatedNameDirectory.Standing entry) {
        HostnamePattern hostname = entry.hostname();
        unaudited.add(hostname);
        List<Replica> carrying = host.connector.running().stream().filter(Replica::isReady).toList();
        verdicts.require(Invariant.SERVED_FIRST, carrying.stream().allMatch(replica -> replica.serving()
                .orElse(List.of()).stream().anyMatch(rule -> rule.hostname().equals(hostname.text()))),
                () -> hostname + " is public, and a connector does not serve it");
        verdicts.require(Invariant.OWNED, entry.entry().mark().equals(mark)
                && rows.held(hostname).filter(Route::recordIntended).isPresent(),
                () -> hostname + " has a record that no row knows of");
    }

    /** Says that somebody else has removed a record of ours or made it theirs. */
    void takenOver(String id) {
        ourEntries.remove(id);
    }

    SortedMap<String, HostnamePattern> ourEntries() {
        return ourEntries;
    }

    /** Looks at the rule list after a process may have written it. */
    void rulesWritten() {
        List<IngressRule> ours = theirs.ours(ingress.standing());
        verdicts.require(Invariant.OTHERS_UNTOUCHED, !ours.contains(TheirThings.LOST),
                () -> "the rules of others are not as they left them: " + ingress.standing());
        if (ours.contains(TheirThings.LOST)) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (IngressRule rule : ours) {
            verdicts.require(Invariant.OWNED_ONCE, seen.add(rule.hostname()),
                    () -> rule.hostname() + " has two rules of ours");
            if (!ourRules.contains(rule)) {
                unaudited.add(HostnamePattern.of(rule.hostname()));
                put(rule);
            }
        }
        ourRules.stream().filter(rule -> !seen.contains(rule.hostname()))
                .forEach(rule -> unaudited.add(HostnamePattern.of(rule.hostname())));
        ourRules = ours;
    }

    private void put(IngressRule rule) {
        Optional<Route> row = rows.held(HostnamePattern.of(rule.hostname()));
        verdicts.require(Invariant.OWNED, row.filter(route -> route.written().stream()
                .anyMatch(service -> service.text().equals(rule.service()))).isPresent(),
                () -> "no row knows of the rule " + rule);
        Optional<ProjectName> owner = host.ownerOf(rule.service());
        verdicts.require(Invariant.OWN_TARGETS, owner.equals(row.map(Route::owner)),
                () -> rule + " leads to a port of " + owner + ", and belongs to " + row.map(Route::owner));
        List<IngressRule> all = ingress.standing();
        verdicts.require(Invariant.NOTHING_LEFT, all.subList(0, all.indexOf(rule)).stream()
                .noneMatch(above -> above.isCatchAll() || (above.path().isEmpty() && above.hostname().startsWith("*.")
                        && rule.hostname().endsWith(above.hostname().substring(1)))),
                () -> rule + " was put where another rule swallows its requests: " + all);
    }

    /** Says that somebody else has changed the rule list, so that what is ours in it is to be found out anew. */
    void rulesChangedByOthers() {
        ourRules = theirs.ours(ingress.standing());
    }

    List<IngressRule> ourRules() {
        return ourRules;
    }

    /** Says that the audit log tells of what was done for a hostname. */
    void audited(HostnamePattern hostname) {
        unaudited.remove(hostname);
    }

    Set<HostnamePattern> unaudited() {
        return unaudited;
    }
}
