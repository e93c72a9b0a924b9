package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.ports.driven.Subscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Being told of changes. A permit is a call. */
class EngineEventsTest {

    private static final int LONG = 10;
    /** Longer than a burst, so that a call which must not come would have come. */
    private static final Duration QUIET = EngineEvents.BURST.multipliedBy(4);

    @TempDir
    Path folder = Path.of("");

    private final Semaphore calls = new Semaphore(0);
    private FakeEngine engine;
    private DockerTopology topology;

    @BeforeEach
    void start() throws IOException {
        engine = FakeEngine.onUnix(folder.resolve("docker.sock"));
        topology = new DockerTopology(engine.host(), Optional::empty, InstantSource.system());
    }

    @AfterEach
    void stop() {
        topology.close();
        engine.close();
    }

    private Subscription followed(Runnable callback) throws InterruptedException {
        Subscription subscription = topology.onChange(callback);
        await(() -> engine.followers() == 1);
        assertThat(calls.tryAcquire(LONG, TimeUnit.SECONDS)).describedAs("the call for the connection").isTrue();
        return subscription;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(LONG).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void a_burst_is_one_call() throws InterruptedException {
        try (Subscription subscription = followed(calls::release)) {
            assertThat(subscription).isNotNull();
            for (String action : List.of("kill", "kill", "die", "stop", "start", "restart")) {
                engine.event("container", action);
            }
            engine.event("network", "connect");
            assertThat(calls.tryAcquire(LONG, TimeUnit.SECONDS)).isTrue();
            assertThat(calls.tryAcquire(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
            engine.event("container", "rename");
            assertThat(calls.tryAcquire(LONG, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void asks_for_containers_and_networks_and_ignores_what_changes_nothing() throws InterruptedException {
        try (Subscription subscription = followed(calls::release)) {
            assertThat(subscription).isNotNull();
            assertThat(engine.requests()).singleElement().asString().startsWith("GET /events?filters=").contains(
                    "container",
                    "network");
            engine.event("container", "exec_create: /bin/health");
            engine.event("container", "exec_start: /bin/health");
            engine.event("container", "exec_die");
            engine.event("container", "health_status: healthy");
            engine.event("container", "top");
            assertThat(calls.tryAcquire(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void a_callback_that_fails_is_called_again() throws InterruptedException {
        try (Subscription subscription = followed(() -> {
            calls.release();
            throw new IllegalStateException("planted");
        })) {
            assertThat(subscription).isNotNull();
            engine.event("container", "start");
            assertThat(calls.tryAcquire(LONG, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void what_happens_during_a_call_is_told_by_another() throws InterruptedException {
        Semaphore mayReturn = new Semaphore(1);
        try (Subscription subscription = followed(() -> {
            calls.release();
            mayReturn.acquireUninterruptibly();
        })) {
            assertThat(subscription).isNotNull();
            engine.event("container", "start");
            assertThat(calls.tryAcquire(LONG, TimeUnit.SECONDS)).isTrue();
            engine.event("container", "die");
            mayReturn.release(2);
            assertThat(calls.tryAcquire(LONG, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closing_ends_the_connection_and_the_calls() throws InterruptedException {
        Subscription subscription = followed(calls::release);
        engine.event("container", "start");
        subscription.close();
        await(() -> engine.connections() == 0);
        assertThat(calls.tryAcquire(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void closing_ends_a_connection_that_the_engine_never_answered() {
        engine.beSilentOn("/events");
        Subscription subscription = topology.onChange(calls::release);
        await(() -> engine.connections() == 1 && !engine.requests().isEmpty());
        subscription.close();
        await(() -> engine.connections() == 0);
    }

    @Test
    void closing_ends_the_wait_for_an_engine_that_is_away() {
        engine.goAway(true);
        Subscription subscription = topology.onChange(calls::release);
        subscription.close();
        engine.comeBack();
        assertThat(engine.requests()).isEmpty();
        assertThat(calls.availablePermits()).isZero();
    }

    @Test
    void whether_anybody_listens_is_told_without_asking_anything() {
        try (Engine asked = new Engine(EngineAddress.parse(engine.host()))) {
            assertThat(asked.isListening()).isTrue();
            engine.goAway(false);
            assertThat(asked.isListening()).describedAs("a socket that was left behind").isFalse();
            engine.comeBack();
            assertThat(asked.isListening()).isTrue();
            assertThat(engine.requests()).isEmpty();
        }
    }

    @Test
    void finds_an_engine_that_is_started_later() throws InterruptedException {
        engine.goAway(true);
        try (Subscription subscription = topology.onChange(calls::release)) {
            assertThat(subscription).isNotNull();
            engine.comeBack();
            assertThat(calls.tryAcquire(LONG, TimeUnit.SECONDS)).isTrue();
        }
    }
}
