package dev.tunnelmanager.adapter.http;

import dev.tunnelmanager.ports.driving.HealthReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the core how the parts are, in a bounded time, whatever the core does. Looks that come while one is under way share it, on one
 * thread, so that a core that hangs does not gather threads.
 *
 * <p>Safe for use by many threads.
 */
public final class HealthLook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthLook.class);

    /** Of the 50 ms that a page may take. What comes later is there for the next page. */
    private static final Duration PATIENCE = Duration.ofMillis(35);

    /** A machine under load may well let a thread wait for so long; what was seen before that is still what was seen last. */
    private static final Duration LATE_AFTER = Duration.ofSeconds(2);
    private static final Duration DEAD_AFTER = Duration.ofSeconds(60);

    private final Supplier<HealthReport> core;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private @Nullable FutureTask<HealthReport> underWay;
    private final AtomicBoolean complained = new AtomicBoolean();
    private long askedAt;
    private Optional<HealthReport> last = Optional.empty();

    /** Looks at what {@code core} says, which may take as long as it likes. */
    public HealthLook(Supplier<HealthReport> core) {
        this(core, PATIENCE, System::nanoTime);
    }

    HealthLook(Supplier<HealthReport> core, Duration patience, LongSupplier nanoTime) {
        this.core = core;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * What the core has said.
     *
     * @param report the newest there is, which is an old one if there was trouble
     * @param trouble why there is no newer one, one sentence
     * @param silence for how long the core has not answered; zero if it has
     */
    public record Seen(Optional<HealthReport> report, Optional<String> trouble, Duration silence) {

        /** Returns false if the core has been silent for so long that it will not answer any more. */
        public boolean isAlive() {
            return silence.compareTo(DEAD_AFTER) < 0;
        }

        /** Returns how everything is in a word: {@code healthy}, {@code degraded} or {@code unhealthy}. */
        public String standing() {
            return Standing.of(this).text();
        }
    }

    /** Returns how the parts are, within the time that a page may take. */
    public Seen look() {
        FutureTask<HealthReport> asked = ask();
        try {
            HealthReport report = asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            complained.set(false);
            return new Seen(Optional.of(report), Optional.empty(), Duration.ZERO);
        } catch (TimeoutException hanging) {
            synchronized (this) {
                Duration silence = Duration.ofNanos(nanoTime.getAsLong() - askedAt);
                boolean late = last.isEmpty() || silence.compareTo(LATE_AFTER) > 0;
                return new Seen(last, late
                        ? Optional.of("The control plane has not answered for " + silence.toMillis() + " ms.")
                        : Optional.empty(), silence);
            }
        } catch (ExecutionException | CancellationException broken) {
            Throwable cause = broken.getCause() == null ? broken : broken.getCause();
            if (!complained.getAndSet(true)) {
                LOG.warn("The control plane could not say how it is; report this with the stack trace", cause);
            }
            return new Seen(kept(), Optional.of("The control plane broke: " + cause.getClass().getSimpleName() + "."),
                    Duration.ZERO);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Seen(kept(), Optional.of("This process is ending."), Duration.ZERO);
        }
    }

    private synchronized void keep(HealthReport report) {
        last = Optional.of(report);
    }

    private synchronized Optional<HealthReport> kept() {
        return last;
    }

    private synchronized FutureTask<HealthReport> ask() {
        if (underWay == null || underWay.isDone()) {
            FutureTask<HealthReport> fresh = new FutureTask<>(() -> {
                HealthReport report = core.get();
                // Kept also if nobody waits for it any more.
                keep(report);
                return report;
            });
            // A platform thread: one that hangs in native code would take a carrier from every virtual thread there is.
            Thread thread = new Thread(fresh, "health-look");
            thread.setDaemon(true);
            askedAt = nanoTime.getAsLong();
            underWay = fresh;
            thread.start();
            return fresh;
        }
        return underWay;
    }

    /** Lets go of a look that is under way. */
    @Override
    public synchronized void close() {
        if (underWay != null) {
            underWay.cancel(true);
        }
    }
}
