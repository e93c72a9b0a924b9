package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.LoneProcess.project;
import static dev.tunnelmanager.application.LoneProcess.request;
import static dev.tunnelmanager.application.World.API;
import static dev.tunnelmanager.application.World.CONSILIO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.simulation.SimulatedLeadership;
import dev.tunnelmanager.application.Fuse.Trouble;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: what the engine, leadership and the change feed do together. */
@Timeout(20)
final class SeveralProcessesTest {

    private static final ControlPlaneSettings SETTINGS = World.SETTINGS.withWindow(Duration.ofMillis(20));

    private final World world = new World();
    private final SimulatedLeadership seat = new SimulatedLeadership();

    private OpenProcess firstToLead() throws InterruptedException {
        OpenProcess process = new OpenProcess(world, seat, SETTINGS);
        done(process.plane.publish(project(CONSILIO), request("warm", 5001), what -> {}));
        return process;
    }

    private static PublishedHostname publish(OpenProcess process, String name) throws InterruptedException {
        return done(process.plane.publish(project(CONSILIO), request(name, 5000), what -> {}));
    }

    @Test
    void a_request_of_the_second_process_is_carried_out_by_the_first() throws InterruptedException {
        try (OpenProcess first = firstToLead();
                OpenProcess second = new OpenProcess(world, seat.anotherProcess(), SETTINGS)) {
            assertThat(publish(second, "api").route().state().isPublic()).isTrue();
            assertThat(first.fuse.calls()).contains("NameDirectory.publish", "IngressRules.apply", "Connector.roll");
            assertThat(second.fuse.calls()).allMatch(call -> call.startsWith("StateStore."));
        }
    }

    @Test
    void the_second_takes_over_when_the_first_is_closed() throws InterruptedException {
        try (OpenProcess first = firstToLead();
                OpenProcess second = new OpenProcess(world, seat.anotherProcess(), SETTINGS)) {
            first.plane.close();
            publish(second, "api");
            assertThat(second.fuse.calls()).contains("NameDirectory.publish");
        }
    }

    @Test
    void a_look_that_is_under_way_when_its_process_is_closed_is_nothing_that_went_wrong() throws InterruptedException {
        Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean holding = new AtomicBoolean(true);
        Executor late = task -> {
            if (holding.get()) {
                held.add(task);
                begun.countDown();
            } else {
                task.run();
            }
        };
        try (OpenProcess process = new OpenProcess(world, seat, SETTINGS, InstantSource.system(), late)) {
            begun.await();
            process.plane.close();
            holding.set(false);
            held.forEach(Runnable::run);
            assertThat(process.fuse.calls()).containsSubsequence("Vitals.look", "StateStore.change");
        }
        assertThat(world.events.failures()).isEmpty();
    }

    @Test
    void the_second_finishes_what_the_first_was_killed_in_the_middle_of() throws InterruptedException {
        try (OpenProcess first = firstToLead();
                OpenProcess second = new OpenProcess(world, seat.anotherProcess(), SETTINGS)) {
            first.fuse.counting(call -> call.equals("NameDirectory.publish"));
            first.fuse.at(1, Trouble.CRASH_AFTER);
            publish(second, "api");
            assertThat(first.fuse.wasMet()).isTrue();
            assertThat(second.fuse.calls()).contains("NameDirectory.entriesAt");
            assertThat(world.directory.entriesAt(World.COM, API)).hasSize(1);
            assertThat(world.audit("hostname.publish")).hasSize(2);
        }
    }

    @Test
    void the_second_finishes_while_a_killed_first_hangs_in_a_call() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        try (OpenProcess first = firstToLead();
                OpenProcess second = new OpenProcess(world, seat.anotherProcess(), SETTINGS)) {
            first.fuse.beforeEach(() -> {
                if (world.hasRuleOf(API)) {
                    hanging.countDown();
                    awaitQuietly(enough);
                }
            });
            try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<PublishedHostname> answer = caller.submit(() -> publish(second, "api"));
                assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
                first.kill();
                assertThat(got(answer).route().state().isPublic()).isTrue();
            } finally {
                enough.countDown();
            }
        }
    }

    @Test
    void twenty_requests_at_once_cost_at_most_two_rolls() throws InterruptedException {
        ControlPlaneSettings collecting = World.SETTINGS.withWindow(Duration.ofMillis(400));
        try (OpenProcess first = new OpenProcess(world, seat, collecting);
                OpenProcess second = new OpenProcess(world, seat.anotherProcess(), collecting);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            int before = world.connector.rolls();
            List<Future<Answer<PublishedHostname>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String name = "n" + i;
                OpenProcess process = i % 2 == 0 ? first : second;
                answers.add(callers.submit(
                        () -> process.plane.publish(project(CONSILIO), request(name, 5000), what -> {})));
            }
            for (Future<Answer<PublishedHostname>> answer : answers) {
                done(got(answer));
            }
            assertThat(world.connector.rolls() - before).isBetween(1, 2);
            List<Route> routes = world.state(state -> state.routes(Optional.of(CONSILIO)));
            assertThat(routes).hasSize(20);
        }
    }

    @Test
    void one_hostname_asked_for_by_many_at_once_is_had_by_one() throws InterruptedException {
        try (OpenProcess first = new OpenProcess(world, seat, SETTINGS);
                OpenProcess second = new OpenProcess(world, seat.anotherProcess(), SETTINGS);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer<PublishedHostname>> ours = callers.submit(
                    () -> first.plane.publish(project(CONSILIO), request("api", 5000), what -> {}));
            Future<Answer<PublishedHostname>> theirs = callers.submit(
                    () -> second.plane.publish(project(World.OTHER), request("api", 6000), what -> {}));
            assertThat(List.of(got(ours), got(theirs))).filteredOn(Answer.Done.class::isInstance).hasSize(1);
            assertThat(world.directory.entriesAt(World.COM, API)).hasSize(1);
        }
    }

    private static <T> T got(Future<T> answer) throws InterruptedException {
        try {
            return answer.get(15, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException broken) {
            throw new AssertionError(broken);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
