package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.diagnosis.Diagnosis;
import dev.tunnelmanager.domain.diagnosis.Fault;
import dev.tunnelmanager.domain.diagnosis.HealthSample;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driving.HealthReport;
import dev.tunnelmanager.ports.driving.HealthReport.Component;
import dev.tunnelmanager.ports.driving.HealthReport.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts the health of the parts together from the looks that others have made, so that it is told at once whatever hangs, unless the
 * state does.
 */
final class HealthDesk {

    /** The state is a local file, but a machine with much to do may let whoever reads it wait; one that takes longer is not well. */
    private static final long DATABASE_WITHIN_MILLIS = 1_500;

    private final DrivenPorts ports;
    private final PartLooks parts;
    private final Duration freshFor;

    HealthDesk(DrivenPorts ports, PartLooks parts, ControlPlaneSettings settings) {
        this.ports = ports;
        this.parts = parts;
        this.freshFor = settings.lookInterval().multipliedBy(3);
    }

    private record Known(Optional<WatchMemory> watch, Optional<HealthSample> sample,
            Optional<TopologySnapshot> topology,
            Optional<Instant> zonesSeenAt, Duration took) {}

    HealthReport report() {
        Instant now = ports.clock().instant();
        List<Component> components = new ArrayList<>();
        Optional<Known> known = known(now, components);
        components.add(known.map(state -> connector(state, now))
                .orElseGet(() -> unknown("connector", "The state could not be read.", now)));
        components.add(parts.engine().or(() -> known.flatMap(Known::topology).map(HealthDesk::engine))
                .orElseGet(() -> unknown("docker", "The container engine was not looked at yet.", now)));
        components.add(parts.provider()
                .or(() -> known.flatMap(Known::zonesSeenAt).map(at -> new Component("cloudflare_api", Condition.UP,
                        "The provider answered when it was last asked.", Optional.empty(), at)))
                .orElseGet(() -> unknown("cloudflare_api", "The provider was not asked yet.", now)));
        return new HealthReport(now, components);
    }

    private Optional<Known> known(Instant now, List<Component> components) {
        CompletableFuture<Known> reading = CompletableFuture.supplyAsync(() -> {
            Instant began = ports.clock().instant();
            return ports.state().read(state -> known(state, now, began));
        }, ports.sideBySide());
        String problem;
        try {
            Known known = reading.get(DATABASE_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
            components.add(new Component("database", Condition.UP, "The state can be read.",
                    Optional.of(known.took()), now));
            return Optional.of(known);
        } catch (TimeoutException hangs) {
            problem = "The state did not answer within " + DATABASE_WITHIN_MILLIS + " ms.";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            problem = "The look at the state was interrupted.";
        } catch (ExecutionException broken) {
            if (broken.getCause() instanceof Error error) {
                throw error;
            }
            problem = broken.getCause() instanceof PortFailure failure ? failure.problem()
                    : "The look at the state met a programming error: " + broken.getCause();
        }
        components.add(new Component("database", Condition.DOWN, problem, Optional.empty(), now));
        return Optional.empty();
    }

    private Known known(StateReader state, Instant now, Instant began) {
        List<HealthSample> samples = state.health(now.minus(freshFor));
        return new Known(state.watch(), samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast()),
                state.topology(), state.zonesSeenAt(), Duration.between(began, ports.clock().instant()));
    }

    private Component connector(Known known, Instant now) {
        if (known.watch().isEmpty()) {
            return unknown("connector", "Nobody has looked at it yet.", now);
        }
        WatchMemory memory = known.watch().get();
        Instant seenAt = known.sample().map(HealthSample::at).filter(at -> at.isAfter(memory.seenAt()))
                .orElse(memory.seenAt());
        Diagnosis diagnosis = memory.diagnosis();
        if (seenAt.isBefore(now.minus(freshFor))) {
            return new Component("connector", Condition.UNKNOWN, "Nobody has looked at it since " + seenAt
                    + "; it was then like this: " + diagnosis.sentence(), Optional.empty(), seenAt);
        }
        return new Component("connector", memory.down() ? Condition.DOWN : condition(diagnosis.fault()),
                diagnosis.sentence(), Optional.empty(), seenAt);
    }

    private static Condition condition(Fault fault) {
        return switch (fault) {
            case NONE, ORIGIN_DOWN -> Condition.UP;
            case NOT_SEEN -> Condition.UNKNOWN;
            case MANAGED_ELSEWHERE, NAMES_NOT_RESOLVING, DEGRADED, BLACK_HOLE, BACKING_OFF, NOT_CONNECTED,
                    PROCESS_GONE, CRASH_LOOP, EDGE_UNREACHABLE, HOST_OFFLINE, RULES_REJECTED ->
                Condition.DEGRADED;
        };
    }

    static Component engine(TopologySnapshot snapshot) {
        return switch (snapshot.engine()) {
            case EngineView.Present present -> new Component("docker", Condition.UP, "The container engine answers.",
                    Optional.empty(), snapshot.observedAt());
            case EngineView.Absent absent -> new Component("docker", Condition.UP,
                    "There is no container engine here, which is a normal situation.", Optional.empty(),
                    snapshot.observedAt());
            case EngineView.Unknown unknown -> new Component("docker", Condition.DEGRADED,
                    "The container engine could not be asked: " + unknown.reason(), Optional.empty(),
                    snapshot.observedAt());
        };
    }

    private static Component unknown(String name, String words, Instant now) {
        return new Component(name, Condition.UNKNOWN, words, Optional.empty(), now);
    }
}
