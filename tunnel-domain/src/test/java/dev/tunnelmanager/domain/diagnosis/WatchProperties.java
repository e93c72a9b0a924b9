package dev.tunnelmanager.domain.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds whatever is seen, in whatever order. */
class WatchProperties {

    /** The least pause before the second, third, … attempt in a row, as the issue has it. */
    private static final List<Long> LEAST_SECONDS = List.of(5L, 15L, 30L, 60L, 300L);

    /** One look: how long after the one before, and what is seen. */
    record Scene(int seconds, ConnectorKind kind, int running, int connected, KeeperState keeper, Sighting route,
            Sighting resolver, Sighting edge, Sighting rules, Sighting canary, Optional<LogSignal.Kind> said,
            boolean unknown) {

        Patient set(Patient patient) {
            patient.now = patient.now.plusSeconds(seconds);
            patient.kind = kind;
            patient.running = running;
            patient.connected = Math.min(connected, running);
            patient.keeper = keeper;
            patient.route = route;
            patient.resolver = resolver;
            patient.edge = edge;
            patient.rules = new RulesSight(rules, "Words.");
            patient.canary = Optional.of(Patient.sight(Patient.CANARY, canary, Sighting.UNKNOWN));
            patient.instead = unknown ? Optional.of(new ConnectorObservation.Unknown("It hangs.")) : Optional.empty();
            said.ifPresent(patient::say);
            return patient;
        }
    }

    @Provide
    Arbitrary<List<Scene>> scenes() {
        Arbitrary<Integer> seconds = Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.integers().between(0, 40)),
                Tuple.of(1, Arbitraries.integers().between(100, 700)));
        Arbitrary<Sighting> mostlyYes = Arbitraries.frequency(Tuple.of(4, Sighting.YES),
                Tuple.of(1, Sighting.NO), Tuple.of(1, Sighting.UNKNOWN));
        Arbitrary<Scene> scene = Combinators
                .combine(seconds, Arbitraries.of(ConnectorKind.SYSTEMD, ConnectorKind.PROCESS),
                        Arbitraries.integers().between(0, 2), Arbitraries.integers().between(0, 2),
                        Arbitraries.of(KeeperState.values()), mostlyYes, mostlyYes, mostlyYes)
                .flatAs((after, kind, running, connected, keeper, route, resolver, edge) -> Combinators
                        .combine(mostlyYes, mostlyYes, Arbitraries.of(LogSignal.Kind.values()).optional(0.3),
                                Arbitraries.of(false, false, false, false, true))
                        .as((rules, canary, said, unknown) -> new Scene(after, kind, running, connected, keeper, route,
                                resolver, edge, rules, canary, said, unknown)));
        return scene.list().ofMinSize(1).ofMaxSize(60);
    }

    private static boolean replaces(Remedy remedy) {
        return remedy instanceof Remedy.Start || remedy instanceof Remedy.Restart
                || remedy instanceof Remedy.RestoreRules;
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void the_ladder_is_never_faster_than_its_steps(@ForAll("scenes") List<Scene> scenes, @ForAll double luck) {
        Patient patient = new Patient();
        patient.chance = Math.abs(luck % 1);
        Optional<Instant> last = Optional.empty();
        Instant neverYet = Instant.MAX;
        Instant healthySince = neverYet;
        int inARow = 0;
        for (Scene scene : scenes) {
            WatchDecision decision = scene.set(patient).look();
            Instant now = patient.now;
            boolean well = !scene.unknown() && scene.connected() >= 2 && scene.running() == 2;
            healthySince = well ? healthySince.equals(neverYet) ? now : healthySince : neverYet;
            if (well && Duration.between(healthySince, now).toMinutes() >= 10) {
                inARow = 0;
                last = Optional.empty();
            }
            if (replaces(decision.remedy())) {
                if (last.isPresent()) {
                    long least = LEAST_SECONDS.get(Math.min(inARow, LEAST_SECONDS.size()) - 1);
                    assertThat(Duration.between(last.get(), now).toSeconds()).isGreaterThanOrEqualTo(least);
                }
                inARow++;
                last = Optional.of(now);
            }
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void nobody_interferes_with_a_keeper_at_work(@ForAll("scenes") List<Scene> scenes) {
        Patient patient = new Patient();
        for (Scene scene : scenes) {
            WatchDecision decision = scene.set(patient).look();
            if (scene.keeper() == KeeperState.STARTING) {
                assertThat(replaces(decision.remedy())).as("%s", decision).isFalse();
            }
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void a_host_without_a_way_out_is_waited_for_without_a_strike(@ForAll("scenes") List<Scene> scenes) {
        Patient patient = new Patient();
        for (Scene scene : scenes) {
            scene.set(patient);
            patient.route = Sighting.NO;
            patient.edge = Sighting.NO;
            patient.resolver = Sighting.NO;
            patient.needed = true;
            WatchDecision decision = patient.look();
            assertThat(replaces(decision.remedy())).as("%s", decision).isFalse();
            assertThat(decision.struck()).isFalse();
            assertThat(decision.next().strikes()).isZero();
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void trouble_with_names_while_connected_is_left_alone(@ForAll("scenes") List<Scene> scenes) {
        Patient patient = new Patient();
        for (Scene scene : scenes) {
            scene.set(patient);
            patient.running = 2;
            patient.connected = 2;
            patient.resolver = Sighting.NO;
            WatchDecision decision = patient.look();
            assertThat(replaces(decision.remedy())).as("%s", decision).isFalse();
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void what_could_not_be_seen_leads_to_nothing(@ForAll("scenes") List<Scene> scenes) {
        Patient patient = new Patient();
        List<Remedy> done = new ArrayList<>();
        for (Scene scene : scenes) {
            scene.set(patient);
            patient.instead = Optional.of(new ConnectorObservation.Unknown("It hangs."));
            done.add(patient.look().remedy());
        }
        assertThat(done).containsOnly(new Remedy.None());
        assertThat(patient.memory.down()).isFalse();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void every_look_is_followed_by_another_soon(@ForAll("scenes") List<Scene> scenes) {
        Patient patient = new Patient();
        for (Scene scene : scenes) {
            Duration next = scene.set(patient).look().nextLook();
            assertThat(next).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
    }
}
