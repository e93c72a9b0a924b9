package dev.tunnelmanager.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the threads of a simulated world one at a time, in an order drawn from the seed, and lets time pass when none of them can go
 * on. It is also the clock of that world.
 *
 * <p>Whoever has the baton may call; nobody else does. Handing it over orders what was written before.
 */
final class Scheduler implements InstantSource {

    /** Something that happens at a time, whatever the processes do. Must not wait. */
    private record Due(long at, long order, Runnable work) {}

    /** Asked when nobody can go on, before time passes. */
    interface Rest {
        /** Returns by how many milliseconds every wait is to be taken as longer, because nothing would happen in that time. */
        long skip(long nextWake, long nextDue);
    }

    private final SplittableRandom chance;
    private final long end;
    private final Rest rest;
    private final BiConsumer<Strand, Throwable> escaped;
    private final List<Strand> ready = new ArrayList<>();
    private final PriorityQueue<Strand> sleeping = new PriorityQueue<>(
            Comparator.<Strand>comparingLong(strand -> strand.wakeAt).thenComparingInt(strand -> strand.number));
    private final PriorityQueue<Due> agenda = new PriorityQueue<>(
            Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private final List<Strand> alive = new ArrayList<>();
    private final Strand outside = new Strand(0, "outside", null);
    private Strand current = outside;
    private long now;
    private Instant instant;
    private long lastOrder;
    private int lastNumber;
    private boolean over;

    /**
     * Makes one.
     *
     * @param escaped told what a strand has thrown that was not the end of its process
     */
    Scheduler(long seed, Instant start, Duration length, Rest rest, BiConsumer<Strand, Throwable> escaped) {
        this.chance = new SplittableRandom(seed);
        this.now = start.toEpochMilli();
        this.end = now + length.toMillis();
        this.instant = start;
        this.rest = rest;
        this.escaped = escaped;
    }

    @Override
    public Instant instant() {
        return instant;
    }

    @Override
    public long millis() {
        return now;
    }

    long endMillis() {
        return end;
    }

    Strand current() {
        return current;
    }

    /** Has {@code work} happen after {@code wait}. */
    void in(Duration wait, Runnable work) {
        at(now + wait.toMillis(), work);
    }

    /** Has {@code work} happen at a time, in milliseconds; at once if that is past. */
    void at(long when, Runnable work) {
        agenda.add(new Due(Math.max(when, now), ++lastOrder, work));
    }

    /** Begins a strand; it first runs when it is drawn. */
    Strand start(String name, @Nullable PlayedProcess process, Runnable work) {
        Strand strand = new Strand(++lastNumber, name, process);
        alive.add(strand);
        ready.add(strand);
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            strand.awaitBaton();
            try {
                if (!strand.isDoomed()) {
                    work.run();
                }
            } catch (Crash expected) {
                // That is how the threads of a process end that was killed.
            } catch (RuntimeException | Error broken) {
                escaped.accept(strand, broken);
            }
            strand.pause = Strand.Pause.ENDED;
            alive.remove(strand);
            Strand next = pick();
            current = next;
            next.takeBaton();
        });
        strand.runsOn(thread);
        thread.start();
        return strand;
    }

    /** Lets others go first, or not, as is drawn. */
    void turn() {
        dieIfDoomed();
        if (!ready.isEmpty()) {
            Strand me = current;
            me.pause = Strand.Pause.READY;
            ready.add(me);
            handOver(me);
        }
        dieIfDoomed();
    }

    /** Lets time pass while a call is under way; others go on meanwhile. */
    void pass(long millis) {
        dieIfDoomed();
        long until = now + millis;
        if (ready.isEmpty() && !over && until < end && (sleeping.isEmpty() || sleeping.peek().wakeAt > until)
                && (agenda.isEmpty() || agenda.peek().at() > until)) {
            setNow(until);
        } else {
            sleep(until, Strand.Pause.CALLING);
        }
        dieIfDoomed();
    }

    /**
     * Waits until somebody wakes this strand, or until a time.
     *
     * @return whether it was woken
     */
    boolean await(long until) throws InterruptedException {
        dieIfDoomed();
        Strand me = current;
        if (!me.interrupted) {
            me.woken = false;
            sleep(Math.max(until, now), Strand.Pause.IDLE);
        }
        dieIfDoomed();
        if (me.interrupted) {
            me.interrupted = false;
            throw new InterruptedException();
        }
        return me.woken;
    }

    /** Has an idle strand go on; does nothing to one that is not. */
    void wake(Strand strand) {
        if (strand.pause == Strand.Pause.IDLE) {
            strand.woken = true;
            rouse(strand);
        }
    }

    /** Has the wait in which a strand is, or its next one, end by an interruption. */
    void interrupt(Strand strand) {
        strand.interrupted = true;
        if (strand.pause == Strand.Pause.IDLE) {
            rouse(strand);
        }
    }

    /** Has every strand of a process that was killed go on, so that it meets its end. */
    void rouseAll(PlayedProcess process) {
        for (Strand strand : List.copyOf(alive)) {
            if (strand.process == process
                    && (strand.pause == Strand.Pause.IDLE || strand.pause == Strand.Pause.CALLING)) {
                rouse(strand);
            }
        }
    }

    /** Wakes the idle strands of a process, so that they look again at what they wait for. */
    void wakeAll(PlayedProcess process) {
        for (Strand strand : List.copyOf(alive)) {
            if (strand.process == process) {
                wake(strand);
            }
        }
    }

    private void rouse(Strand strand) {
        sleeping.remove(strand);
        strand.pause = Strand.Pause.READY;
        ready.add(strand);
    }

    /** Runs the world until its time is up or {@link #stop} is called. Called from outside. */
    void run() {
        outside.runsOn(Thread.currentThread());
        Strand next = pick();
        if (next != outside) {
            current = next;
            next.takeBaton();
            outside.awaitBaton();
        }
    }

    /** Has the world stand still as soon as the strand that runs gives the baton away. */
    void stop() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** Lets every strand meet its end. Called from outside, after {@link #run}, when all processes were killed. */
    void end() {
        while (!alive.isEmpty()) {
            Strand next = alive.getFirst();
            sleeping.remove(next);
            ready.remove(next);
            current = next;
            next.takeBaton();
            outside.awaitBaton();
        }
    }

    private void sleep(long until, Strand.Pause pause) {
        Strand me = current;
        me.pause = pause;
        me.wakeAt = until;
        sleeping.add(me);
        handOver(me);
    }

    private void handOver(Strand me) {
        Strand next = pick();
        if (next == me) {
            return;
        }
        current = next;
        next.takeBaton();
        me.awaitBaton();
    }

    private void dieIfDoomed() {
        if (current.isDoomed()) {
            throw new Crash("dead already");
        }
    }

    /** Returns who is to run next; lets time pass until there is somebody. */
    private Strand pick() {
        while (!over) {
            while (!ready.isEmpty()) {
                Strand drawn = ready.remove(ready.size() == 1 ? 0 : chance.nextInt(ready.size()));
                if (!holdsStill(drawn)) {
                    return drawn;
                }
            }
            advance();
        }
        return outside;
    }

    /** A process that was stopped goes on where it was when it is continued. */
    private boolean holdsStill(Strand strand) {
        if (strand.process == null || strand.isDoomed() || strand.process.stoppedUntil() <= now) {
            return false;
        }
        strand.pause = Strand.Pause.CALLING;
        strand.wakeAt = strand.process.stoppedUntil();
        sleeping.add(strand);
        return true;
    }

    private void advance() {
        long wake = sleeping.isEmpty() ? Strand.NEVER : sleeping.peek().wakeAt;
        long due = agenda.isEmpty() ? Strand.NEVER : agenda.peek().at();
        long skipped = rest.skip(wake, Math.min(due, end));
        if (!ready.isEmpty()) {
            return;
        }
        if (skipped > 0) {
            // All by the same, so their order stays.
            sleeping.forEach(strand -> strand.wakeAt += strand.wakeAt == Strand.NEVER ? 0 : skipped);
            wake = sleeping.isEmpty() ? Strand.NEVER : sleeping.peek().wakeAt;
        }
        long next = Math.min(Math.min(wake, due), end);
        setNow(Math.max(next, now));
        if (now >= end) {
            over = true;
            return;
        }
        while (!over && !agenda.isEmpty() && agenda.peek().at() <= now) {
            perform(agenda.remove());
        }
        while (!sleeping.isEmpty() && sleeping.peek().wakeAt <= now) {
            Strand strand = sleeping.remove();
            strand.pause = Strand.Pause.READY;
            ready.add(strand);
        }
    }

    /** Whoever lets time pass must not be harmed by what then happens. */
    private void perform(Due due) {
        try {
            due.work().run();
        } catch (RuntimeException | Error broken) {
            escaped.accept(outside, broken);
        }
    }

    private void setNow(long millis) {
        if (millis != now) {
            now = millis;
            instant = Instant.ofEpochMilli(millis);
        }
    }

    /** Returns whether nobody is in the middle of a call. */
    boolean everybodyIsIdle() {
        return ready.isEmpty() && sleeping.stream().allMatch(strand -> strand.pause == Strand.Pause.IDLE);
    }
}
