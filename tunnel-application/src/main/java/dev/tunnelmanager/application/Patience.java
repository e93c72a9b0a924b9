package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.StateReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Bounds how many operations a project may have under way, and tells when there is likely to be room again. */
final class Patience {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** So many of the project's last audit entries are looked at for operations that have ended. */
    private static final int LATELY = 50;

    private final ControlPlaneSettings settings;

    Patience(ControlPlaneSettings settings) {
        this.settings = settings;
    }

    /** Throws if {@code owner} has as many unfinished operations as it may have. */
    void require(ProjectName owner, StateReader state, Instant now) {
        List<Operation> waiting = state.unfinished().stream().filter(operation -> operation.owner().equals(owner))
                .toList();
        if (waiting.size() < settings.maxPending()) {
            return;
        }
        Instant oldest = waiting.getFirst().createdAt();
        Duration wait = untilRoom(Duration.between(oldest, now), usual(owner, state));
        throw new Refused(new Refusal(RefusalCode.TOO_MANY_PENDING,
                owner + " has " + waiting.size() + " operations that have not ended, and may have "
                        + settings.maxPending() + ". The oldest waits for "
                        + Math.max(0, Duration.between(oldest, now).toSeconds()) + " s.",
                "Ask again in " + wait.toSeconds() + " seconds.", Optional.of(wait)));
    }

    /**
     * Returns after how long it is worth asking again, in whole seconds: when the oldest operation is as old as they usually become;
     * if it is older already, after as long again as it is late, because then something holds them up.
     */
    static Duration untilRoom(Duration age, Duration usual) {
        Duration left = usual.minus(age).abs();
        Duration whole = Duration.ofSeconds(left.plusNanos(999_999_999).toSeconds());
        return whole.compareTo(SHORTEST) < 0 ? SHORTEST : whole.compareTo(LONGEST) > 0 ? LONGEST : whole;
    }

    /** Returns how long the project's operations took lately, the middle one; as long as a call waits if none has ended. */
    private Duration usual(ProjectName owner, StateReader state) {
        List<Duration> took = state.audit(Optional.of(owner), Optional.empty(), LATELY).stream()
                .map(AuditEntry::operation).flatMap(Optional::stream).distinct().map(state::operation)
                .flatMap(Optional::stream).filter(operation -> operation.state() == Operation.State.ENDED)
                .map(operation -> Duration.between(operation.createdAt(), operation.changedAt())).sorted().toList();
        return took.isEmpty() ? settings.answerWithin() : took.get(took.size() / 2);
    }
}
