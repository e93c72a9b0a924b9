package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the leader looks at now and then although nobody has asked: the zones; and what the last leader has left. */
final class LookRound {

    private final DrivenPorts ports;
    private final ControlPlaneSettings settings;
    private final ZoneLook zoneLook;
    private final AtomicBoolean looking = new AtomicBoolean();
    private Instant nextLook;

    LookRound(DrivenPorts ports, ControlPlaneSettings settings, Instant first) {
        this.ports = ports;
        this.settings = settings;
        this.zoneLook = new ZoneLook(ports, settings.zonesFreshFor());
        this.nextLook = first;
    }

    /** Returns when it is time to look again. */
    Instant next() {
        return nextLook;
    }

    /** Looks if it is time to. */
    void look(Instant now) {
        boolean setBack = nextLook.isAfter(now.plus(settings.lookInterval()));
        if (now.isBefore(nextLook) && !setBack) {
            return;
        }
        nextLook = now.plus(settings.lookInterval());
        if (looking.compareAndSet(false, true)) {
            ports.sideBySide().execute(() -> {
                try {
                    zoneLook.fresh();
                } catch (Refused provider) {
                    // It was told where it was met; the next look asks again.
                } catch (PortFailure failure) {
                    ports.events().failed(failure.problem(), failure.recommendation());
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    /**
     * Returns whether an earlier leader has left the connector without serving what the rule list says of our own hostnames. What
     * others have changed in the list is for them to bring into service.
     */
    boolean isRollOwed() {
        if (ports.state().read(state -> state.auditCount(Serving.ROLL)) == 0
                || !(ports.connector().observe() instanceof ConnectorObservation.Found found)
                || found.isManagedElsewhere()) {
            return false;
        }
        try {
            return ports.ingress().observe() instanceof IngressRules.Look.Seen seen && found.replicas().stream()
                    .flatMap(replica -> replica.serving().stream())
                    .anyMatch(serving -> isOfOurs(false, serving, seen.view().rules())
                            || isOfOurs(true, seen.view().rules(), serving));
        } catch (PortFailure failure) {
            ports.events().failed(failure.problem(), failure.recommendation());
            return false;
        }
    }

    /**
     * Returns whether a rule is among {@code some} and not among {@code others}, and is ours: of a hostname that is held now, or of
     * one that was held and is not any more.
     */
    private boolean isOfOurs(boolean held, List<IngressRule> some, List<IngressRule> others) {
        return some.stream().filter(IngressRule::isPlain).filter(rule -> !others.contains(rule))
                .anyMatch(
                        rule -> HostnamePattern.parse(rule.hostname()) instanceof Verdict.Granted<HostnamePattern> name
                                && ports.state().read(state -> state.latestRoute(name.value()))
                                        .filter(route -> route.state().holdsHostname() == held).flatMap(Route::target)
                                        .filter(target -> target.service().text().equals(rule.service())).isPresent());
    }

    /**
     * Returns whether child processes of ours are to be looked after by a roll: a leader that was killed over a roll leaves some
     * behind, one too many, or one that was to be told to end and was not. Where all is well a roll only looks; rules of others that
     * are not served yet are no reason for one, and what is missing is for the watch to start.
     */
    boolean isCareOwed() {
        if (!(ports.connector().observe() instanceof ConnectorObservation.Found found)
                || found.kind() != ConnectorKind.PROCESS || found.isManagedElsewhere()) {
            return false;
        }
        if (found.replicas().size() != found.wanted()) {
            return found.replicas().size() > found.wanted();
        }
        try {
            return ports.ingress().observe() instanceof IngressRules.Look.Seen seen && found.replicas().stream()
                    .allMatch(replica -> replica.isReady() && replica.serves(seen.view().rules()));
        } catch (PortFailure failure) {
            ports.events().failed(failure.problem(), failure.recommendation());
            return false;
        }
    }
}
