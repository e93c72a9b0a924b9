package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import dev.tunnelmanager.ports.driven.Subscription;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows an engine's events and tells of them, a burst at a time.
 *
 * <p>Each connection that comes about is told as a change, because what happened before it was missed; so is each one that ends.
 * After a connection has ended, the next attempt waits 1 s, then twice as long each time, 30 s at most. As long as nobody listens at
 * the address only that is looked for, every second: an engine that comes back is met again at once, however long it was away.
 */
final class EngineEvents implements Subscription {

    /** One restart of a container is seven events. */
    static final Duration BURST = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(EngineEvents.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    /** They change nothing that a snapshot shows, and health checks cause some of them every few seconds. */
    private static final List<String> NOISE = List.of("exec_", "health_status", "top", "attach", "detach", "resize",
            "copy",
            "export", "archive-path", "extract-to-dir", "oom");

    private final Engine engine;
    private final BooleanSupplier mayBeThere;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicReference<@Nullable Stream> current = new AtomicReference<>();
    private final ReentrantLock telling = new ReentrantLock();

    private EngineEvents(Engine engine, BooleanSupplier mayBeThere, Runnable changed) {
        this.engine = engine;
        this.mayBeThere = mayBeThere;
        this.changed = changed;
    }

    /** Begins to follow; returns at once. */
    static EngineEvents follow(Engine engine, BooleanSupplier mayBeThere, Runnable changed) {
        EngineEvents events = new EngineEvents(engine, mayBeThere, changed);
        Thread.ofVirtual().name("container-engine-events").start(events::run);
        return events;
    }

    @Override
    public void close() {
        closed.countDown();
        Stream stream = current.getAndSet(null);
        if (stream != null) {
            stream.end();
        }
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        try {
            while (!isClosed()) {
                boolean there = mayBeThere.getAsBoolean();
                wait = !there || stream() ? FIRST_WAIT : wait;
                if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                Duration twice = wait.multipliedBy(2);
                wait = !there ? FIRST_WAIT : twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Follows one connection to its end. Returns whether it ever came about. */
    private boolean stream() throws InterruptedException {
        DockerClient client;
        try {
            client = engine.open();
        } catch (RuntimeException e) {
            LOG.debug("No client for the events of {}", engine.address(), e);
            return false;
        }
        Stream stream = new Stream();
        current.set(stream);
        try {
            if (isClosed()) {
                return false;
            }
            LOG.debug("{}: follow its events", engine.address());
            client.eventsCmd().withEventTypeFilter(EventType.CONTAINER, EventType.NETWORK).exec(stream);
            stream.ended.await();
        } finally {
            Engine.closeQuietly(client);
        }
        if (stream.connected.get()) {
            arm();
        }
        return stream.connected.get();
    }

    /** Has {@link #changed} called after the burst, unless that is under way already. */
    private void arm() {
        if (armed.compareAndSet(false, true)) {
            Thread.ofVirtual().name("container-engine-change").start(this::tell);
        }
    }

    private void tell() {
        try {
            if (closed.await(BURST.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        telling.lock();
        try {
            // Before the call, so that what happens during it is told by another.
            armed.set(false);
            if (!isClosed()) {
                changed.run();
            }
        } catch (RuntimeException e) {
            LOG.error("Whoever follows the container engine failed on being told of a change", e);
        } finally {
            telling.unlock();
        }
    }

    private static boolean matters(Event event) {
        String action = Optional.ofNullable(event.getAction()).orElse("");
        return NOISE.stream().noneMatch(action::startsWith);
    }

    /** One connection. The library calls it from a thread of its own, and may report an end more than once. */
    private final class Stream implements ResultCallback<Event> {

        private final AtomicBoolean connected = new AtomicBoolean();
        private final AtomicReference<@Nullable Closeable> response = new AtomicReference<>();
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void onStart(Closeable opened) {
            response.set(opened);
            connected.set(true);
            if (isClosed()) {
                end();
                return;
            }
            arm();
        }

        @Override
        public void onNext(Event event) {
            if (matters(event)) {
                arm();
            }
        }

        @Override
        public void onError(Throwable thrown) {
            LOG.debug("The events of {} have ended", engine.address(), thrown);
            ended.countDown();
        }

        @Override
        public void onComplete() {
            ended.countDown();
        }

        @Override
        public void close() {
            end();
        }

        /** Lets go of the connection; the library's thread ends with it. */
        void end() {
            ended.countDown();
            Closeable opened = response.get();
            if (opened != null) {
                try {
                    opened.close();
                } catch (IOException e) {
                    LOG.debug("Closing the events of {} failed", engine.address(), e);
                }
            }
        }
    }
}
