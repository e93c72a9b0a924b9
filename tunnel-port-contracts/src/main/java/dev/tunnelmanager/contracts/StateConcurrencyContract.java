package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.StateSamples.ANNA;
import static dev.tunnelmanager.contracts.StateSamples.BEN;
import static dev.tunnelmanager.contracts.StateSamples.BLOG;
import static dev.tunnelmanager.contracts.StateSamples.SHOP;
import static dev.tunnelmanager.contracts.StateSamples.entry;
import static dev.tunnelmanager.contracts.StateSamples.route;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.change;
import static dev.tunnelmanager.contracts.StateStoreUnderTest.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Several threads and several stores on one state. */
interface StateConcurrencyContract extends StateStoreUnderTest {

    @Test
    default void changes_from_threads_and_stores_are_serialised() throws Exception {
        StateStore first = emptyStore();
        StateStore second = second(first);
        int each = 50;
        List<Callable<List<Integer>>> writers = new ArrayList<>();
        for (StateStore store : List.of(first, first, second, second)) {
            writers.add(() -> {
                List<Integer> seen = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    seen.add(store.change(state -> {
                        int counter = state.auditCount("count");
                        state.append(entry(counter, ANNA, ANNA, "count", String.valueOf(counter)));
                        state.setLeader(String.valueOf(counter + 1));
                        return counter;
                    }));
                }
                return seen;
            });
        }
        Set<Integer> counters = new HashSet<>();
        for (List<Integer> seen : together(writers)) {
            assertThat(seen).isSorted();
            counters.addAll(seen);
        }
        assertThat(counters).hasSize(4 * each);
        assertThat(count(second, state -> state.auditCount("count"))).isEqualTo(4 * each);
        assertThat(first.read(StateReader::leader)).contains(String.valueOf(4 * each));
    }

    @Test
    default void only_one_of_many_gets_a_hostname() throws Exception {
        StateStore first = emptyStore();
        StateStore second = second(first);
        List<Callable<Boolean>> claims = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            StateStore store = i % 2 == 0 ? first : second;
            claims.add(() -> store.change(state -> {
                if (state.routeHolding(SHOP).isPresent()) {
                    return false;
                }
                state.put(route(state.nextRouteId(), SHOP, ANNA));
                return true;
            }));
        }
        assertThat(together(claims)).containsOnlyOnce(true);
        assertThat(count(first, state -> state.routeCount(ANNA))).isEqualTo(1);
    }

    @Test
    default void a_read_sees_one_moment_whatever_others_change_meanwhile() throws Exception {
        StateStore store = emptyStore();
        StateStore other = second(store);
        change(store, state -> state.put(route(1, SHOP, ANNA)));
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        Callable<List<Integer>> reader = () -> store.read(state -> {
            int before = state.routeCount(ANNA);
            reading.countDown();
            await(changed);
            return List.of(before, state.routeCount(ANNA), state.routes(Optional.empty()).size());
        });
        Callable<List<Integer>> writer = () -> {
            await(reading);
            change(other, state -> state.put(route(2, BLOG, ANNA)));
            int seen = other.read(state -> state.routeCount(ANNA));
            changed.countDown();
            return List.of(seen);
        };
        assertThat(together(List.of(reader, writer))).containsExactly(List.of(1, 1, 1), List.of(2));
        assertThat(count(store, state -> state.routeCount(ANNA))).isEqualTo(2);
    }

    @Test
    default void readers_never_see_half_a_change() throws Exception {
        StateStore store = emptyStore();
        StateStore other = second(store);
        Callable<Boolean> writer = () -> {
            for (int i = 0; i < 60; i++) {
                int number = i;
                change(other, state -> {
                    state.append(entry(number, ANNA, ANNA, "left", "s"));
                    state.append(entry(number, BEN, BEN, "right", "s"));
                });
            }
            return true;
        };
        Callable<Boolean> reader = () -> {
            boolean even = true;
            int last = 0;
            while (even && last < 60) {
                int before = last;
                List<Integer> seen = store
                        .read(state -> List.of(state.auditCount("left"), state.auditCount("right")));
                even = seen.get(0).equals(seen.get(1)) && seen.get(0) >= before;
                last = seen.get(0);
            }
            return even;
        };
        assertThat(together(List.of(writer, reader, reader))).containsOnly(true);
    }

    @Test
    default void a_reader_belongs_to_its_thread() throws Exception {
        StateStore store = emptyStore();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        store.read(state -> {
            Thread stranger = Thread.ofPlatform().uncaughtExceptionHandler((thread, e) -> thrown.set(e))
                    .start(state::registrationOpen);
            try {
                stranger.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
            return true;
        });
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void virtual_threads_share_a_store() throws Exception {
        StateStore store = emptyStore();
        List<Callable<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            readers.add(() -> number % 10 == 0
                    ? store.change(state -> state.routeCount(ANNA))
                    : store.read(state -> state.routeCount(ANNA)));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> answer : threads.invokeAll(readers)) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).isZero();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private static <T> List<T> together(List<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> task : tasks) {
                running.add(threads.submit(task));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> one : running) {
                answers.add(one.get(60, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
