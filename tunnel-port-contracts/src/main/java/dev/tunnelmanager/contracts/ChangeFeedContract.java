package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.ChangeFeed.Listening;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every {@link ChangeFeed} must do. */
public interface ChangeFeedContract {

    /** Returns the feed of a state; each call returns a further feed of the same state. */
    ChangeFeed feed();

    /** Changes the state. */
    void change();

    /** Returns how long after a change waits may still end because of it. */
    default Duration settling() {
        return Duration.ofMillis(20);
    }

    @Test
    default void a_wait_without_a_change_ends_after_its_time() throws Exception {
        try (ChangeFeed feed = feed(); Listening listening = feed.listen()) {
            // Waits may also end early, so it is asked until one does not.
            boolean ranOut = false;
            for (int i = 0; i < 200 && !ranOut; i++) {
                ranOut = !listening.await(Duration.ofMillis(20));
            }
            assertThat(ranOut).isTrue();
            assertThat(listening.await(Duration.ZERO)).isFalse();
        }
    }

    @Test
    default void a_change_between_listening_and_waiting_is_not_lost() throws Exception {
        try (ChangeFeed feed = feed()) {
            for (int i = 0; i < 20; i++) {
                try (Listening listening = feed.listen()) {
                    change();
                    assertThat(listening.await(Waits.BOUND)).isTrue();
                }
            }
        }
    }

    @Test
    default void a_change_ends_a_wait_that_goes_on() throws Exception {
        try (ChangeFeed feed = feed(); Listening listening = feed.listen()) {
            quiet(listening);
            FutureTask<Boolean> waiting = new FutureTask<>(() -> listening.await(Waits.BOUND));
            Thread waiter = Thread.ofPlatform().daemon().start(waiting);
            Waits.until("the waiter waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
            change();
            assertThat(Waits.get(waiting)).isTrue();
        }
    }

    @Test
    default void each_change_wakes_again() throws Exception {
        try (ChangeFeed feed = feed(); Listening listening = feed.listen()) {
            for (int i = 0; i < 3; i++) {
                quiet(listening);
                change();
                assertThat(listening.await(Waits.BOUND)).as("change %s", i).isTrue();
            }
        }
    }

    @Test
    default void every_listener_of_every_feed_is_woken() throws Exception {
        try (ChangeFeed feed = feed(); ChangeFeed other = feed()) {
            try (Listening first = feed.listen(); Listening second = feed.listen(); Listening third = other.listen()) {
                change();
                assertThat(first.await(Waits.BOUND)).isTrue();
                assertThat(second.await(Waits.BOUND)).isTrue();
                assertThat(third.await(Waits.BOUND)).isTrue();
            }
        }
    }

    @Test
    default void a_nudge_ends_a_wait_although_nothing_has_changed() throws Exception {
        try (ChangeFeed feed = feed(); Listening listening = feed.listen()) {
            quiet(listening);
            feed.nudge();
            assertThat(listening.await(Waits.BOUND)).as("the next wait").isTrue();
            quiet(listening);
            FutureTask<Boolean> waiting = new FutureTask<>(() -> listening.await(Waits.BOUND));
            Thread waiter = Thread.ofPlatform().daemon().start(waiting);
            Waits.until("the waiter waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
            feed.nudge();
            assertThat(Waits.get(waiting)).as("a wait that goes on").isTrue();
        }
    }

    @Test
    default void the_end_of_one_listening_leaves_the_others() throws Exception {
        try (ChangeFeed feed = feed(); Listening stays = feed.listen()) {
            Listening ends = feed.listen();
            ends.close();
            ends.close();
            quiet(stays);
            change();
            assertThat(stays.await(Waits.BOUND)).isTrue();
        }
    }

    @Test
    default void an_interrupt_ends_a_wait() throws Exception {
        try (ChangeFeed feed = feed(); Listening listening = feed.listen()) {
            Thread.currentThread().interrupt();
            Assertions.assertThatThrownBy(() -> listening.await(Waits.BOUND)).isInstanceOf(InterruptedException.class);
            change();
            assertThat(listening.await(Waits.BOUND)).isTrue();
        }
    }

    @Test
    default void closing_the_feed_ends_waits_at_once_and_listening_for_good() throws Exception {
        ChangeFeed feed = feed();
        Listening listening = feed.listen();
        quiet(listening);
        FutureTask<Boolean> waiting = new FutureTask<>(() -> listening.await(Waits.BOUND.multipliedBy(100)));
        Thread waiter = Thread.ofPlatform().daemon().start(waiting);
        Waits.until("the waiter waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);

        feed.close();

        Waits.get(waiting);
        feed.close();
        listening.close();
        Assertions.assertThatThrownBy(feed::listen).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE));
    }

    /** Waits until earlier changes wake no more. For the tests here. */
    private void quiet(Listening listening) throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            if (!listening.await(settling())) {
                return;
            }
        }
        throw new AssertionError("Woken 50 times without a change");
    }
}
