package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.PlanReport;
import java.time.Instant;
import java.util.Optional;

/**
 * Knows when nothing happens. Then it has the world checked for what must be the case at rest, and lets the time until the next
 * happening pass in one step: the rounds in between would look at what was looked at for eleven minutes, and find the same.
 */
final class Quiet implements Scheduler.Rest {

    /** Longer than any pause of the application: ten healthy minutes lead the ladder back, and other pauses are five minutes. */
    private static final long SETTLED = 11 * 60_000;
    /** So long after the last happening the processes may need to have nothing left to do. */
    private static final long PATIENCE = 3 * 3600_000;
    /** The watch looks so often when all is well; waits are taken as longer by a multiple of it, so that their phase stays. */
    private static final long ROUND = 30_000;

    private final World world;
    private long disturbedAt = World.BEGINNING.toEpochMilli();
    private long happenedAt = World.BEGINNING.toEpochMilli();
    private Object last = "";
    private long disturbances;
    private long checkedAt = -1;
    private boolean checking;
    private int callers;
    private long rounds;
    private long rests;

    Quiet(World world) {
        this.world = world;
    }

    /**
     * Says that something has happened after which the world is not at rest.
     *
     * @param what is put into words only if the world never comes to rest
     */
    void disturbed(Object what) {
        last = what;
        disturbances++;
        disturbedAt = world.scheduler().millis();
    }

    /** Something has happened that no process has brought about. */
    void happened() {
        happenedAt = world.scheduler().millis();
    }

    /** Somebody has called, or was answered. */
    void callers(int more) {
        callers += more;
        disturbed("a call");
        happened();
    }

    /** Returns how many rounds were left out. */
    long rounds() {
        return rounds;
    }

    /** Returns how often the world was checked at rest. */
    long rests() {
        return rests;
    }

    @Override
    public long skip(long nextWake, long nextDue) {
        long now = world.scheduler().millis();
        boolean still = callers == 0 && !checking && world.scheduler().everybodyIsIdle()
                && now - disturbedAt >= SETTLED;
        if (!still) {
            if (world.underWay() == 0 && callers == 0 && now - happenedAt > PATIENCE) {
                world.verdicts().violated(Invariant.COMES_TO_REST, "nothing has happened since "
                        + Instant.ofEpochMilli(happenedAt) + ", and the processes still do something: " + last);
            }
            return 0;
        }
        if (world.underWay() == 0 && checkedAt != disturbances) {
            check();
            return 0;
        }
        long count = Math.max(0, (nextDue - 1 - nextWake) / ROUND);
        rounds += count;
        happenedAt = now + count * ROUND;
        return count * ROUND;
    }

    private void check() {
        checkedAt = disturbances;
        world.verdicts().require(Invariant.COMES_TO_REST, true, () -> "");
        Optional<PlayedProcess> asked = world.population.everybody().stream().filter(PlayedProcess::isOpen).findFirst();
        if (asked.isEmpty()) {
            return;
        }
        checking = true;
        rests++;
        world.scheduler().start("check at rest", asked.get(), () -> {
            try {
                Answer<PlanReport> plan = asked.get().plane()
                        .plan(new Caller(new Actor.Meta(), Optional.empty()), Optional.empty());
                // If something has happened while the plan was made, the world is not at rest, and is checked again when it is.
                if (disturbances == checkedAt) {
                    new RestCheck(world).check(plan);
                }
            } finally {
                checking = false;
            }
        });
    }
}
