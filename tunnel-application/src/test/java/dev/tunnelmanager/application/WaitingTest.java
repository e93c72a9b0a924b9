package dev.tunnelmanager.application;

import static dev.tunnelmanager.application.Answers.done;
import static dev.tunnelmanager.application.LoneProcess.project;
import static dev.tunnelmanager.application.LoneProcess.request;
import static dev.tunnelmanager.application.World.CONSILIO;
import static dev.tunnelmanager.application.World.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.simulation.SimulatedLeadership;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: what those who wait for the leader are told, and how long one waits for another's flood. */
@Timeout(60)
class WaitingTest {

    private static final ControlPlaneSettings SETTINGS = World.SETTINGS.withWindow(Duration.ofMillis(20));
    private static final HostnamePattern FLOOD = HostnamePattern.of("flood0.example.com");

    private final World world = new World();
    private final SimulatedLeadership seat = new SimulatedLeadership();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Returns a leader that stops in the middle of the batch that writes the rule of {@link #FLOOD}. */
    private OpenProcess leaderThatIsHeldUp() throws InterruptedException {
        OpenProcess leader = new OpenProcess(world, seat, SETTINGS);
        done(leader.plane.publish(project(CONSILIO), request("warm", 5001), what -> {}));
        leader.fuse.beforeEach(() -> {
            if (world.hasRuleOf(FLOOD)) {
                held.countDown();
                awaitQuietly(goOn);
            }
        });
        return leader;
    }

    @Test
    void a_flood_of_one_project_holds_a_request_of_another_up_for_the_batch_under_way_at_most() throws Exception {
        try (OpenProcess leader = leaderThatIsHeldUp();
                OpenProcess asking = new OpenProcess(world, seat.anotherProcess(), SETTINGS);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(leader.leadership.self()).isEqualTo(1);
            AtomicBoolean enough = new AtomicBoolean();
            List<Future<Boolean>> flood = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String name = "flood" + i;
                flood.add(callers.submit(() -> {
                    boolean publish = true;
                    while (!enough.get()) {
                        if (publish) {
                            asking.plane.publish(project(CONSILIO), request(name, 5000), what -> {});
                        } else {
                            asking.plane.withdraw(project(CONSILIO), name + ".example.com", Optional.empty(),
                                    what -> {});
                        }
                        publish = !publish;
                    }
                    return true;
                }));
            }
            assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
            int rollsBefore = world.connector.rolls();
            Future<Answer<PublishedHostname>> single = callers
                    .submit(() -> asking.plane.publish(project(OTHER), request("single", 6000), what -> {}));
            awaitUnfinished(OTHER);
            goOn.countDown();
            done(got(single));
            int rolls = world.connector.rolls() - rollsBefore;
            enough.set(true);
            for (Future<Boolean> each : flood) {
                assertThat(got(each)).isTrue();
            }
            // The roll of the batch under way, its own, and one that may have begun before this thread looked.
            assertThat(rolls).as("rolls until the single request was answered").isBetween(1, 3);
            assertThat(batchesUntilEnded("single.example.com")).as("batches that ended before it")
                    .isLessThanOrEqualTo(1);
        }
    }

    /** Returns how many other batches have ended between the asking and the end of the operation on this hostname. */
    private long batchesUntilEnded(String hostname) {
        Operation single = world.audit("hostname.publish").stream().filter(entry -> entry.subject().equals(hostname))
                .map(entry -> world.state(state -> state.operation(entry.operation().orElseThrow())).orElseThrow())
                .findFirst().orElseThrow();
        return world.audit(Serving.ROLL).stream().filter(entry -> entry.at().isAfter(single.createdAt())
                && entry.at().isBefore(single.changedAt())).count() - 1;
    }

    @Test
    void who_waits_for_a_stopped_leader_is_told_which_process_and_how_to_continue_it() throws Exception {
        try (OpenProcess leader = leaderThatIsHeldUp();
                OpenProcess asking = new OpenProcess(world, seat.anotherProcess(),
                        SETTINGS.withAnswerWithin(Duration.ofSeconds(2)));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer<PublishedHostname>> first = callers
                    .submit(() -> leader.plane.publish(project(CONSILIO), request("flood0", 5000), what -> {}));
            assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
            leader.leadership.setStopped(true);

            List<String> progress = new CopyOnWriteArrayList<>();
            Answer<PublishedHostname> answer = asking.plane.publish(project(OTHER), request("single", 6000),
                    progress::add);
            String since = world.state(state -> state.leader()).orElseThrow().replace("process 1 since ", "");
            String obstacle = "The leader, process 1 since " + since
                    + ", is stopped, and nothing is carried out until it goes on: kill -CONT 1";
            assertThat(answer).isInstanceOfSatisfying(Answer.Unfinished.class,
                    waiting -> assertThat(waiting.remaining()).contains("nobody has taken it up yet", obstacle));
            assertThat(progress).contains(obstacle);
            assertThat(done(asking.plane.status(project(OTHER))).leader())
                    .contains("process 1 since " + since + ", which is stopped");
            assertThat(done(asking.plane.hostnames(project(OTHER), Optional.empty(), Optional.empty()))).hasSize(1);

            leader.leadership.setStopped(false);
            goOn.countDown();
            done(got(first));
            awaitEnd(Answers.unfinished(answer).id());
            assertThat(done(asking.plane.status(project(OTHER))).leader().orElseThrow()).doesNotContain("stopped");
            assertThat(world.audit("hostname.publish")).extracting(entry -> entry.subject())
                    .containsOnlyOnce("single.example.com");
            assertThat(world.directory.leads(HostnamePattern.of("single.example.com"))).isTrue();
        }
    }

    @Test
    void who_waits_is_answered_in_time_although_the_clock_is_set_back() throws Exception {
        AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);
        try (OpenProcess leader = leaderThatIsHeldUp();
                OpenProcess asking = new OpenProcess(world, seat.anotherProcess(),
                        SETTINGS.withAnswerWithin(Duration.ofSeconds(2)), () -> Instant.now().plus(set.get()));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer<PublishedHostname>> first = callers
                    .submit(() -> leader.plane.publish(project(CONSILIO), request("flood0", 5000), what -> {}));
            assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
            Future<Answer<PublishedHostname>> single = callers
                    .submit(() -> asking.plane.publish(project(OTHER), request("single", 6000), what -> {}));
            awaitUnfinished(OTHER);
            set.set(Duration.ofHours(-2));
            assertThat(got(single)).isInstanceOf(Answer.Unfinished.class);
            goOn.countDown();
            done(got(first));
        }
    }

    @Test
    void a_roll_that_failed_is_no_restart() throws Exception {
        try (OpenProcess leader = new OpenProcess(world, seat, SETTINGS)) {
            done(leader.plane.publish(project(CONSILIO), request("warm", 5001), what -> {}));
            assertThat(done(leader.plane.status(project(CONSILIO))).restarts()).isEqualTo(1);
            world.connector.breakStarts(true);
            Answers.refusal(leader.plane.publish(project(CONSILIO), request("api", 5000), what -> {}));
            assertThat(world.audit(Serving.ROLL)).hasSizeGreaterThan(1);
            assertThat(done(leader.plane.status(project(CONSILIO))).restarts()).isEqualTo(1);
        }
    }

    private void awaitUnfinished(ProjectName owner) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (world.unfinished().stream().noneMatch(operation -> operation.owner().equals(owner))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void awaitEnd(OperationId id) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (world.state(state -> state.operation(id)).orElseThrow().state() != Operation.State.ENDED) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static <T> T got(Future<T> answer) throws InterruptedException {
        try {
            return answer.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException broken) {
            throw new AssertionError(broken);
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
