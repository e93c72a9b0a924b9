package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.PlanReport;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What must be the case when nothing has happened for long and nothing is wrong. */
final class RestCheck {

    private final World world;

    RestCheck(World world) {
        this.world = world;
    }

    void check(Answer<PlanReport> plan) {
        List<Operation> unfinished = world.store.read(state -> state.unfinished());
        require(unfinished.isEmpty(), "operations have not ended: " + unfinished);
        Set<HostnamePattern> drifted = new TreeSet<>();
        if (plan instanceof Answer.Done<PlanReport> done) {
            drifted.addAll(done.value().drifted());
            drifted.addAll(done.value().ownWork());
        }
        require(plan instanceof Answer.Done, "nobody could plan: " + plan);
        drifted.removeIf(world.theirs::isTampered);
        require(drifted.isEmpty(), "there is still something to do for " + drifted);
        Set<HostnamePattern> untold = new HashSet<>(world.outside.unaudited());
        untold.removeIf(world.theirs::isTampered);
        world.verdicts().require(Invariant.AUDITED, untold.isEmpty(),
                () -> "the audit log does not tell of what was done for " + untold);
        world.rows.held().stream().filter(route -> !world.theirs.isTampered(route.hostname())).forEach(this::route);
        world.outside.ourEntries().forEach((id, hostname) -> require(
                world.theirs.isTampered(hostname) || world.rows.held(hostname).isPresent(),
                "record " + id + " of " + hostname + " is nobody's"));
        for (IngressRule rule : world.theirs.ours(world.ingress.standing())) {
            HostnamePattern hostname = HostnamePattern.of(rule.hostname());
            require(world.theirs.isTampered(hostname) || world.rows.held(hostname).isPresent(),
                    "the rule " + rule + " is nobody's");
        }
        connector();
    }

    private void connector() {
        if (world.rows.held().stream().noneMatch(route -> route.state().isPublic())) {
            return;
        }
        List<Replica> running = world.host.connector.running();
        require(running.size() == 2 && running.stream().allMatch(Replica::isReady) && world.host.carries(),
                "the connector is not well: " + running);
        Optional<WatchMemory> memory = world.store.read(state -> state.watch());
        require(memory.filter(WatchMemory::down).isEmpty(), "the watch believes that the tunnel is down");
    }

    private void route(Route route) {
        HostnamePattern hostname = route.hostname();
        require(route.state().isPublic(), hostname + " is " + route);
        String service = route.target().map(Target::service).map(Object::toString).orElse("nothing");
        IngressRule rule = new IngressRule(hostname.text(), "", service);
        require(world.ingress.standing().contains(rule), "there is no rule for " + route);
        require(world.outside.ourEntries().containsValue(hostname) && world.directory.leads(hostname),
                "there is no record for " + route);
        require(world.host.connector.running().stream()
                .allMatch(replica -> replica.serving().orElse(List.of()).contains(rule)),
                "a connector does not serve " + rule);
        Optional<String> right = world.host.service(route.port().value()).map(Service::target);
        require(right.equals(Optional.of(service)), hostname + " leads to " + service + ", and not to " + right);
    }

    private void require(boolean holds, String problem) {
        world.verdicts().require(Invariant.NOTHING_LEFT, holds, () -> problem);
    }
}
