package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.diagnosis.HostNetworkSight;
import dev.tunnelmanager.domain.diagnosis.Sighting;
import dev.tunnelmanager.ports.driven.HostNetwork;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link HostNetwork} must do. */
public interface HostNetworkContract {

    /** Longer than any look may take on a busy machine. */
    Duration FEW_SECONDS = Duration.ofSeconds(15);

    /** Returns a host on which all is well. */
    World world() throws Exception;

    /** A host, and what happens to its network. */
    interface World extends AutoCloseable {

        /** Returns the network under test. */
        HostNetwork network();

        /** Takes the way out away, and with it everything beyond; or gives all of it back. */
        void online(boolean is);

        /** Has names not resolve, or has them resolve again. */
        void resolves(boolean does);

        /** Has the edge accept no connections, or has it accept them again. */
        void edge(boolean accepts);

        @Override
        void close();
    }

    @Test
    default void a_host_on_which_all_is_well_shows_it_and_needs_no_evidence() throws Exception {
        try (World world = world()) {
            assertThat(world.network().look()).isEqualTo(
                    new HostNetworkSight(Sighting.YES, Sighting.YES, Sighting.YES, List.of()));
        }
    }

    @Test
    default void a_host_without_a_way_out_is_told_from_one_with_other_trouble() throws Exception {
        try (World world = world()) {
            world.online(false);
            HostNetworkSight sight = world.network().look();
            assertThat(sight.route()).isEqualTo(Sighting.NO);
            assertThat(sight.edge()).isNotEqualTo(Sighting.YES);
            assertThat(sight.evidence()).isNotEmpty().allSatisfy(sentence -> assertThat(sentence).endsWith("."));
            world.online(true);
            assertThat(world.network().look().route()).isEqualTo(Sighting.YES);
        }
    }

    @Test
    default void names_that_do_not_resolve_do_not_hide_that_the_edge_is_there() throws Exception {
        try (World world = world()) {
            world.resolves(false);
            HostNetworkSight sight = world.network().look();
            assertThat(sight.resolver()).isEqualTo(Sighting.NO);
            assertThat(sight.edge()).isEqualTo(Sighting.YES);
            assertThat(sight.route()).isEqualTo(Sighting.YES);
            assertThat(sight.evidence()).singleElement().satisfies(sentence -> assertThat(sentence).endsWith("."));
            world.resolves(true);
            assertThat(world.network().look().resolver()).isEqualTo(Sighting.YES);
        }
    }

    @Test
    default void an_edge_that_accepts_nothing_is_told_from_a_host_without_a_way_out() throws Exception {
        try (World world = world()) {
            world.edge(false);
            HostNetworkSight sight = world.network().look();
            assertThat(sight.edge()).isEqualTo(Sighting.NO);
            assertThat(sight.route()).isEqualTo(Sighting.YES);
            assertThat(sight.resolver()).isEqualTo(Sighting.YES);
            assertThat(sight.evidence()).singleElement().satisfies(sentence -> assertThat(sentence).endsWith("."));
            world.edge(true);
            assertThat(world.network().look().edge()).isEqualTo(Sighting.YES);
        }
    }

    @Test
    default void a_look_takes_a_few_seconds_at_most_when_nothing_answers() throws Exception {
        try (World world = world()) {
            world.resolves(false);
            world.edge(false);
            world.online(false);
            long begin = System.nanoTime();
            HostNetworkSight sight = world.network().look();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(FEW_SECONDS);
            assertThat(sight.edge()).isNotEqualTo(Sighting.YES);
            assertThat(sight.resolver()).isNotEqualTo(Sighting.YES);
        }
    }

    @Test
    default void an_interrupt_is_kept_and_nothing_is_thrown() throws Exception {
        try (World world = world()) {
            Thread.currentThread().interrupt();
            try {
                assertThat(world.network().look()).isNotNull();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }
}
