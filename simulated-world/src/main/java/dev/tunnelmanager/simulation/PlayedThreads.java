package dev.tunnelmanager.simulation;

import dev.tunnelmanager.application.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The threads of one simulated process, as strands. */
final class PlayedThreads implements Threads {

    private final Scheduler scheduler;
    private final PlayedProcess process;

    PlayedThreads(Scheduler scheduler, PlayedProcess process) {
        this.scheduler = scheduler;
        this.process = process;
    }

    @Override
    public Started start(String name, Runnable work) {
        Strand strand = scheduler.start(name, process, work);
        return new Started() {
            @Override
            public void interrupt() {
                scheduler.interrupt(strand);
            }

            @Override
            public void join(Duration atMost) throws InterruptedException {
                // What rests on a signal is to see that it has come.
                scheduler.wakeAll(process);
                long until = scheduler.millis() + atMost.toMillis();
                while (strand.pause != Strand.Pause.ENDED && scheduler.millis() < until) {
                    scheduler.await(Math.min(until, scheduler.millis() + LOOK_EVERY_MILLIS));
                }
            }
        };
    }

    private static final long LOOK_EVERY_MILLIS = 20;

    @Override
    public boolean await(CountDownLatch signal, Duration atMost) throws InterruptedException {
        long until = scheduler.millis() + atMost.toMillis();
        while (signal.getCount() > 0 && scheduler.millis() < until) {
            scheduler.await(until);
        }
        return signal.getCount() == 0;
    }
}
