package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.Leadership.ProcessState;
import dev.tunnelmanager.ports.driven.Leadership.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Leadership} must do. */
public interface LeadershipContract {

    /** Returns one that nobody leads by yet; each call returns a further one that shares the place with the earlier ones. */
    Leadership leadership();

    @Test
    default void leads_when_nobody_does() {
        try (Term term = leadership().tryLead().orElseThrow()) {
            assertThat(term.holds()).isTrue();
        }
    }

    @Test
    default void one_excludes_the_other_until_its_term_is_closed() {
        Leadership first = leadership();
        Leadership second = leadership();
        Term term = first.tryLead().orElseThrow();
        assertThat(second.tryLead()).isEmpty();
        assertThat(first.tryLead()).as("the same one again").isEmpty();
        assertThat(term.holds()).isTrue();

        term.close();

        assertThat(term.holds()).isFalse();
        try (Term next = second.tryLead().orElseThrow()) {
            assertThat(next.holds()).isTrue();
            assertThat(term.holds()).isFalse();
        }
    }

    @Test
    default void closing_an_old_term_again_does_not_end_the_new_one() {
        Leadership first = leadership();
        Term old = first.tryLead().orElseThrow();
        old.close();
        try (Term next = leadership().tryLead().orElseThrow()) {
            old.close();
            assertThat(next.holds()).isTrue();
            assertThat(first.tryLead()).isEmpty();
        }
    }

    @Test
    default void leads_again_and_again() throws Exception {
        Leadership leadership = leadership();
        for (int i = 0; i < 20; i++) {
            try (Term term = i % 2 == 0 ? leadership.lead() : leadership.tryLead().orElseThrow()) {
                assertThat(term.holds()).isTrue();
            }
        }
    }

    @Test
    default void who_waits_leads_when_the_term_is_closed() throws Exception {
        Term term = leadership().lead();
        Leadership second = leadership();
        FutureTask<Term> waiting = inThread(second);
        assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        term.close();

        try (Term next = Waits.get(waiting)) {
            assertThat(next.holds()).isTrue();
            assertThat(leadership().tryLead()).isEmpty();
        }
    }

    @Test
    default void an_interrupt_ends_the_wait_and_harms_neither_the_leader_nor_later_waits() throws Exception {
        Term term = leadership().lead();
        Leadership second = leadership();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread waiter = Thread.ofPlatform().daemon().start(() -> {
            try {
                second.lead();
                ended.completeExceptionally(new AssertionError("became leader while another is"));
            } catch (InterruptedException | RuntimeException thrown) {
                ended.complete(thrown);
            }
        });
        Waits.until("the waiter waits", () -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();

        assertThat(Waits.get(ended)).isInstanceOf(InterruptedException.class);
        assertThat(term.holds()).isTrue();
        assertThat(second.tryLead()).isEmpty();
        term.close();
        try (Term next = second.lead()) {
            assertThat(next.holds()).isTrue();
        }
    }

    @Test
    default void an_interrupted_thread_does_not_begin_to_wait() throws Exception {
        try (Term term = leadership().lead()) {
            Leadership second = leadership();
            Thread.currentThread().interrupt();
            assertThatThrownBy(second::lead).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(term.holds()).isTrue();
        }
    }

    @Test
    default void asking_and_closing_work_on_an_interrupted_thread() throws Exception {
        Leadership first = leadership();
        Thread.currentThread().interrupt();
        try {
            Term term = first.tryLead().orElseThrow();
            assertThat(term.holds()).isTrue();
            term.close();
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        }
        leadership().lead().close();
    }

    @Test
    default void of_many_who_ask_at_once_exactly_one_leads() throws Exception {
        int many = 16;
        CountDownLatch start = new CountDownLatch(1);
        List<FutureTask<Optional<Term>>> asked = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            Leadership one = leadership();
            FutureTask<Optional<Term>> task = new FutureTask<>(() -> {
                start.await();
                return one.tryLead();
            });
            Thread.ofPlatform().daemon().start(task);
            asked.add(task);
        }
        start.countDown();
        List<Term> leaders = new ArrayList<>();
        for (FutureTask<Optional<Term>> task : asked) {
            Waits.get(task).ifPresent(leaders::add);
        }
        assertThat(leaders).hasSize(1);
        leaders.getFirst().close();
    }

    @Test
    default void of_many_who_wait_each_leads_once_and_never_two_at_a_time() throws Exception {
        int many = 8;
        AtomicInteger leading = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<FutureTask<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            Leadership one = leadership();
            FutureTask<Boolean> task = new FutureTask<>(() -> {
                try (Term term = one.lead()) {
                    most.accumulateAndGet(leading.incrementAndGet(), Math::max);
                    boolean held = term.holds();
                    leading.decrementAndGet();
                    return held;
                }
            });
            Thread.ofVirtual().start(task);
            all.add(task);
        }
        for (FutureTask<Boolean> task : all) {
            assertThat(Waits.get(task)).isTrue();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    default void a_process_sees_itself_run_and_no_process_that_never_was() {
        Leadership one = leadership();
        Instant since = Instant.now();
        assertThat(one.self()).isPositive();
        assertThat(leadership().stateOf(one.self(), since)).isIn(ProcessState.RUNNING, ProcessState.UNKNOWN);
        assertThat(one.stateOf(Long.MAX_VALUE, since)).isIn(ProcessState.GONE, ProcessState.UNKNOWN);
    }

    private static FutureTask<Term> inThread(Leadership leadership) {
        FutureTask<Term> task = new FutureTask<>(leadership::lead);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }
}
