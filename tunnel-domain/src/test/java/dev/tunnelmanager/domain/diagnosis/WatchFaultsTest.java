package dev.tunnelmanager.domain.diagnosis;

import static dev.tunnelmanager.domain.diagnosis.Patient.CANARY;
import static dev.tunnelmanager.domain.diagnosis.Patient.SHOP;
import static dev.tunnelmanager.domain.diagnosis.Patient.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault that was measured on a real cloudflared, with what the watch makes of it. */
class WatchFaultsTest {

    private static final Remedy NONE = new Remedy.None();
    private static final Remedy START = new Remedy.Start(1);
    private static final Remedy RESTART = new Remedy.Restart(1);
    private static final Remedy RESTORE = new Remedy.RestoreRules(1);

    private final Patient tunnel = new Patient();

    private static Arguments row(String name, Consumer<Patient> fault, int looks, Fault told, Remedy done) {
        return Arguments.of(name, fault, looks, told, done);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                row("all is well", p -> {}, 5, Fault.NONE, NONE),
                row("kill -TERM: the unit is dead and nobody restarts it", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.STOPPED;
                }, 1, Fault.PROCESS_GONE, START),
                row("kill -9: systemd restarts it after 5 s", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.STARTING;
                }, 5, Fault.PROCESS_GONE, NONE),
                row("a child of ours was killed", p -> {
                    p.kind = ConnectorKind.PROCESS;
                    p.running = 0;
                    p.keeper = KeeperState.UNKNOWN;
                }, 1, Fault.PROCESS_GONE, START),
                row("a unit that cannot be asked about shows no process, once", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.UNKNOWN;
                }, 2, Fault.PROCESS_GONE, NONE),
                row("and three times", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.UNKNOWN;
                }, 3, Fault.PROCESS_GONE, START),
                row("no child is needed while nothing is published", p -> {
                    p.kind = ConnectorKind.PROCESS;
                    p.running = 0;
                    p.keeper = KeeperState.STOPPED;
                    p.needed = false;
                }, 3, Fault.NONE, NONE),
                row("one of two children was killed", p -> {
                    p.kind = ConnectorKind.PROCESS;
                    p.running = 1;
                    p.connected = 1;
                }, 1, Fault.DEGRADED, START),
                row("one of two units has no link, twice", p -> p.connected = 1, 2, Fault.DEGRADED, NONE),
                row("one of two units has no link, three times", p -> p.connected = 1, 3, Fault.DEGRADED, START),
                row("one of two replicas is being started", p -> {
                    p.connected = 1;
                    p.keeper = KeeperState.STARTING;
                }, 4, Fault.DEGRADED, NONE),
                row("QUIC packets are dropped: 503 for two looks", p -> {
                    p.connected = 0;
                    p.say(LogSignal.Kind.TRANSPORT_TIMEOUT);
                }, 2, Fault.NOT_CONNECTED, NONE),
                row("not ready while the host has a network: three strikes", p -> p.connected = 0, 3,
                        Fault.NOT_CONNECTED, RESTART),
                row("not ready, and nobody can see the host's network", p -> {
                    p.connected = 0;
                    p.route = Sighting.UNKNOWN;
                    p.edge = Sighting.UNKNOWN;
                    p.resolver = Sighting.UNKNOWN;
                }, 9, Fault.NOT_CONNECTED, NONE),
                row("not ready just after its start", p -> {
                    p.connected = 0;
                    p.startedAt = T0.plusSeconds(3600);
                    p.now = T0.plusSeconds(3601);
                }, 4, Fault.NOT_CONNECTED, NONE),
                row("black hole: ready, and the canary and another get no answer", p -> {
                    p.canary = Optional.of(Patient.sight(CANARY, Sighting.NO, Sighting.YES));
                    p.hostnames = List.of(Patient.sight(SHOP, Sighting.NO, Sighting.YES));
                }, 3, Fault.BLACK_HOLE, RESTART),
                row("black hole, with no hostname but the canary", p -> p.canary = Optional
                        .of(Patient.sight(CANARY, Sighting.NO, Sighting.YES)), 3, Fault.BLACK_HOLE, RESTART),
                row("the canary fails and another hostname is answered", p -> {
                    p.canary = Optional.of(Patient.sight(CANARY, Sighting.NO, Sighting.UNKNOWN));
                    p.hostnames = List.of(Patient.sight(SHOP, Sighting.YES, Sighting.UNKNOWN));
                }, 5, Fault.NONE, NONE),
                row("the canary's own service is down", p -> p.canary = Optional
                        .of(Patient.sight(CANARY, Sighting.NO, Sighting.NO)), 5, Fault.NONE, NONE),
                row("the canary fails because names do not resolve", p -> {
                    p.canary = Optional.of(Patient.sight(CANARY, Sighting.NO, Sighting.YES));
                    p.resolver = Sighting.NO;
                }, 5, Fault.NAMES_NOT_RESOLVING, NONE),
                row("host offline, and the connector has noticed", p -> {
                    p.connected = 0;
                    p.route = Sighting.NO;
                    p.resolver = Sighting.NO;
                    p.edge = Sighting.NO;
                }, 9, Fault.HOST_OFFLINE, NONE),
                row("host offline, and the connector has not noticed yet", p -> p.route = Sighting.NO, 5,
                        Fault.HOST_OFFLINE, NONE),
                row("host offline and the process is gone", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.STOPPED;
                    p.route = Sighting.NO;
                }, 5, Fault.HOST_OFFLINE, NONE),
                row("the edge cannot be reached", p -> {
                    p.connected = 0;
                    p.edge = Sighting.NO;
                }, 9, Fault.EDGE_UNREACHABLE, NONE),
                row("DNS times out while connected", p -> {
                    p.resolver = Sighting.NO;
                    p.say(LogSignal.Kind.NAME_RESOLUTION_FAILED);
                }, 9, Fault.NAMES_NOT_RESOLVING, NONE),
                row("DNS times out while down: the resolver first", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.STOPPED;
                    p.resolver = Sighting.NO;
                    p.edge = Sighting.NO;
                }, 1, Fault.NAMES_NOT_RESOLVING, new Remedy.RecoverNames()),
                row("DNS times out while down, and the resolver was helped twice", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.STOPPED;
                    p.resolver = Sighting.NO;
                }, 3, Fault.PROCESS_GONE, START),
                row("DNS times out while the process runs without a link", p -> {
                    p.connected = 0;
                    p.resolver = Sighting.NO;
                }, 6, Fault.NAMES_NOT_RESOLVING, NONE),
                row("config broken: systemd loops", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.FAILING;
                    p.say(LogSignal.Kind.RULES_REJECTED);
                }, 1, Fault.RULES_REJECTED, RESTORE),
                row("config broken by hand, and the process has ended", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.STOPPED;
                    p.rules = new RulesSight(Sighting.NO, "Line 3 has a tab.");
                }, 1, Fault.RULES_REJECTED, RESTORE),
                row("config broken by hand while the connector goes on", p -> p.rules = new RulesSight(Sighting.NO,
                        "Line 3 has a tab."), 5, Fault.NONE, NONE),
                row("config broken, and systemd is at a restart this moment", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.STARTING;
                    p.rules = new RulesSight(Sighting.NO, "Line 3 has a tab.");
                }, 5, Fault.RULES_REJECTED, NONE),
                row("taken over remotely", p -> p.managedElsewhere = true, 5, Fault.MANAGED_ELSEWHERE, NONE),
                row("it ends soon after each start for another reason", p -> {
                    p.running = 0;
                    p.keeper = KeeperState.FAILING;
                }, 3, Fault.CRASH_LOOP, START),
                row("it could not be asked", p -> p.instead = Optional
                        .of(new ConnectorObservation.Unknown("It hangs.")), 9, Fault.NOT_SEEN, NONE),
                row("there is none", p -> {
                    p.instead = Optional.of(new ConnectorObservation.NotFound(
                            new Refusal(RefusalCode.CONNECTOR_NOT_FOUND, "None.", "Install one.")));
                    p.keeper = KeeperState.UNKNOWN;
                }, 9, Fault.NOT_CONNECTED, NONE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void each_fault_leads_to_the_right_diagnosis_and_remedy(String name, Consumer<Patient> fault, int looks,
            Fault told, Remedy done) {
        tunnel.look();
        fault.accept(tunnel);
        WatchDecision decision = tunnel.looks(looks);
        assertThat(decision.diagnosis().fault()).isEqualTo(told);
        assertThat(decision.remedy()).isEqualTo(done);
        assertThat(decision.diagnosis().sentence()).isNotBlank().doesNotContain("\n");
    }
}
