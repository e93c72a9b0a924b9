package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.ports.driven.NameResolution;
import dev.tunnelmanager.ports.driven.NameResolution.Outcome;
import org.junit.jupiter.api.Test;

/** What every {@link NameResolution} must do. */
public interface NameResolutionContract {

    /** Returns a host whose resolver asks its usual servers. */
    World world() throws Exception;

    /** A host's resolver, and what is known of it from outside. */
    interface World extends AutoCloseable {

        /** Returns one that may do everything, as a process that has just started has it. */
        NameResolution opened();

        /** Returns one that may do nothing. */
        NameResolution forbidden();

        /** Returns whether the resolver asks its usual servers. */
        boolean isAsUsual();

        @Override
        void close();
    }

    @Test
    default void switches_and_says_so() throws Exception {
        try (World world = world()) {
            NameResolution resolution = world.opened();
            assertThat(resolution.isSwitched()).isFalse();
            assertThat(resolution.recover()).isInstanceOfSatisfying(Outcome.Done.class,
                    done -> assertThat(done.what()).endsWith("."));
            assertThat(resolution.isSwitched()).isTrue();
            assertThat(world.isAsUsual()).isFalse();
        }
    }

    @Test
    default void undoes_what_was_switched_once() throws Exception {
        try (World world = world()) {
            NameResolution resolution = world.opened();
            resolution.recover();
            assertThat(resolution.undo()).isInstanceOf(Outcome.Done.class);
            assertThat(world.isAsUsual()).isTrue();
            assertThat(resolution.isSwitched()).isFalse();
            assertThat(resolution.undo()).isInstanceOfSatisfying(Outcome.NotDone.class,
                    not -> assertThat(not.why()).endsWith("."));
        }
    }

    @Test
    default void a_second_switch_does_not_forget_what_was_before_the_first() throws Exception {
        try (World world = world()) {
            world.opened().recover();
            world.opened().recover();
            assertThat(world.opened().undo()).isInstanceOf(Outcome.Done.class);
            assertThat(world.isAsUsual()).isTrue();
        }
    }

    @Test
    default void who_comes_after_a_crash_knows_of_the_switch_and_can_undo_it() throws Exception {
        try (World world = world()) {
            world.opened().recover();
            NameResolution after = world.opened();
            assertThat(after.isSwitched()).isTrue();
            assertThat(after.undo()).isInstanceOf(Outcome.Done.class);
            assertThat(world.opened().isSwitched()).isFalse();
            assertThat(world.isAsUsual()).isTrue();
        }
    }

    @Test
    default void one_that_may_do_nothing_says_so_and_still_undoes() throws Exception {
        try (World world = world()) {
            assertThat(world.forbidden().recover()).isInstanceOfSatisfying(Outcome.NotDone.class,
                    not -> assertThat(not.why()).endsWith("."));
            assertThat(world.isAsUsual()).isTrue();
            world.opened().recover();
            assertThat(world.forbidden().undo()).isInstanceOf(Outcome.Done.class);
            assertThat(world.isAsUsual()).isTrue();
        }
    }
}
