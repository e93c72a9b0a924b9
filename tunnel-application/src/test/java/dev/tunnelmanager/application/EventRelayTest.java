package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.LoneProcess.project;
import static dev.tunnelmanager.application.LoneProcess.request;
import static dev.tunnelmanager.application.World.CONSILIO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.simulation.SimulatedLeadership;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: whichever process leads, every process tells its own of what happens to the tunnel. */
@Timeout(30)
final class EventRelayTest {

    private static final ControlPlaneSettings SETTINGS = World.SETTINGS.withWindow(Duration.ofMillis(20));

    private final World world = new World();
    private final SimulatedLeadership seat = new SimulatedLeadership();

    private static TunnelEvent.Kind next(BlockingQueue<TunnelEvent> told) throws InterruptedException {
        TunnelEvent event = told.poll(15, TimeUnit.SECONDS);
        assertThat(event).as("an event within 15 s").isNotNull();
        return event.kind();
    }

    @Test
    void a_process_that_does_not_lead_tells_of_a_crash_that_the_leader_heals() throws InterruptedException {
        try (OpenProcess first = new OpenProcess(world, seat, SETTINGS)) {
            done(first.plane.publish(project(CONSILIO), request("api", 5000), what -> {}));
            BlockingQueue<TunnelEvent> told = new LinkedBlockingQueue<>();
            try (OpenProcess second = new OpenProcess(world, seat.anotherProcess(), SETTINGS);
                    ControlPlane.EventFeed feed = second.plane.onEvent(told::add)) {
                assertThat(feed).isNotNull();
                world.connector.crash();
                assertThat(next(told)).isEqualTo(TunnelEvent.Kind.TUNNEL_DOWN);
                assertThat(next(told)).isEqualTo(TunnelEvent.Kind.TUNNEL_RESTARTING);
                assertThat(next(told)).isEqualTo(TunnelEvent.Kind.TUNNEL_UP);
            }
        }
    }

    @Test
    void the_watch_is_handed_over_when_the_leader_is_killed() throws InterruptedException {
        try (OpenProcess first = new OpenProcess(world, seat, SETTINGS);
                OpenProcess second = new OpenProcess(world, seat.anotherProcess(), SETTINGS)) {
            done(first.plane.publish(project(CONSILIO), request("api", 5000), what -> {}));
            BlockingQueue<TunnelEvent> told = new LinkedBlockingQueue<>();
            try (ControlPlane.EventFeed feed = second.plane.onEvent(told::add)) {
                assertThat(feed).isNotNull();
                first.kill();
                world.connector.crash();
                assertThat(next(told)).isEqualTo(TunnelEvent.Kind.TUNNEL_DOWN);
                assertThat(next(told)).isEqualTo(TunnelEvent.Kind.TUNNEL_RESTARTING);
                assertThat(next(told)).isEqualTo(TunnelEvent.Kind.TUNNEL_UP);
                assertThat(second.fuse.calls()).contains("Connector.roll");
            }
        }
    }

    @Test
    void a_look_that_hangs_delays_no_operation() throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(1);
        try (OpenProcess first = new OpenProcess(world, seat, SETTINGS)) {
            done(first.plane.publish(project(CONSILIO), request("warm", 5001), what -> {}));
            world.network.beforeEachLook(() -> awaitQuietly(enough));
            world.connector.crashOne();
            done(first.plane.publish(project(CONSILIO), request("api", 5000), what -> {}));
        } finally {
            enough.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
