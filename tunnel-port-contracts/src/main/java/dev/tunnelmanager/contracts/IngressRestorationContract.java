package dev.tunnelmanager.contracts;

import static dev.tunnelmanager.contracts.IngressRulesContract.BLOG;
import static dev.tunnelmanager.contracts.IngressRulesContract.CATCH_ALL;
import static dev.tunnelmanager.contracts.IngressRulesContract.WILDCARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.ports.driven.IngressRules.Look;
import dev.tunnelmanager.ports.driven.IngressRules.Restoration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That a rule list which was good can be put back. */
interface IngressRestorationContract {

    /** Returns a world in which {@code rules} stand, all of them somebody else's. */
    IngressRulesContract.World worldOf(List<IngressRule> rules);

    OwnRule GOING = ownRule("going.example.com", "http://localhost:6001");
    OwnRule COMING = ownRule("coming.example.com", "http://localhost:6002");
    IngressRule COMING_BY_HAND = new IngressRule("coming.example.com", "", "http://localhost:9");
    OwnRule MOVING = ownRule("moving.example.com", "http://localhost:6003");
    OwnRule MOVED = ownRule("moving.example.com", "http://127.0.0.2:6003");

    private static OwnRule ownRule(String hostname, String service) {
        return new OwnRule(HostnamePattern.of(hostname), new OriginService(service), true);
    }

    private static String revision(IngressRulesContract.World world) {
        return ((Look.Seen) world.rules().observe()).view().revision();
    }

    @Test
    default void what_was_kept_as_good_can_be_put_back() {
        IngressRulesContract.World world = worldOf(List.of(BLOG, CATCH_ALL));
        String good = revision(world);
        world.rules().keepAsGood(good, Instant.MAX);
        world.writtenByOthers(List.of(WILDCARD, CATCH_ALL));
        assertThat(world.rules().restoreGood()).asInstanceOf(type(Restoration.Restored.class))
                .satisfies(restored -> assertThat(restored.view().revision()).isEqualTo(good));
        assertThat(world.standing()).containsExactly(BLOG, CATCH_ALL);
        assertThat(revision(world)).isEqualTo(good);
    }

    @Test
    default void nothing_is_put_back_where_nothing_was_kept_or_nothing_has_changed() {
        IngressRulesContract.World world = worldOf(List.of(BLOG, CATCH_ALL));
        assertThat(world.rules().restoreGood()).isInstanceOf(Restoration.NotRestored.class);
        world.rules().keepAsGood(revision(world), Instant.MAX);
        assertThat(world.rules().restoreGood()).asInstanceOf(type(Restoration.NotRestored.class))
                .satisfies(not -> assertThat(not.why()).endsWith("."));
        assertThat(world.standing()).containsExactly(BLOG, CATCH_ALL);
    }

    @Test
    default void only_the_content_that_was_seen_is_kept_as_good() {
        IngressRulesContract.World world = worldOf(List.of(BLOG, CATCH_ALL));
        String seen = revision(world);
        world.rules().keepAsGood(seen, Instant.MAX);
        world.writtenByOthers(List.of(WILDCARD, CATCH_ALL));
        world.rules().keepAsGood(seen, Instant.MAX);
        assertThat(world.rules().restoreGood()).isInstanceOf(Restoration.Restored.class);
        assertThat(world.standing()).containsExactly(BLOG, CATCH_ALL);
    }

    @Test
    default void of_two_good_contents_the_later_one_is_put_back() {
        IngressRulesContract.World world = worldOf(List.of(BLOG, CATCH_ALL));
        world.rules().keepAsGood(revision(world), Instant.MAX);
        world.writtenByOthers(List.of(WILDCARD, CATCH_ALL));
        world.rules().keepAsGood(revision(world), Instant.MAX);
        world.writtenByOthers(List.of(CATCH_ALL));
        assertThat(world.rules().restoreGood()).isInstanceOf(Restoration.Restored.class);
        assertThat(world.standing()).containsExactly(WILDCARD, CATCH_ALL);
    }

    @Test
    default void our_own_rules_come_back_as_we_last_wrote_them() {
        IngressRulesContract.World world = worldOf(List.of(BLOG, CATCH_ALL));
        world.rules().apply(new IngressEdit(List.of(GOING, MOVING), Set.of(), Map.of()));
        world.rules().keepAsGood(revision(world), Instant.MAX);
        world.rules().apply(new IngressEdit(List.of(COMING, MOVED), Set.of(GOING.hostname()),
                Map.of(MOVING.hostname(), Set.of(MOVING.service(), MOVED.service()),
                        GOING.hostname(), Set.of(GOING.service()))));
        world.writtenByOthers(List.of(WILDCARD, CATCH_ALL));
        assertThat(world.rules().restoreGood()).isInstanceOf(Restoration.Restored.class);
        assertThat(world.standing()).containsExactlyInAnyOrder(BLOG, COMING.asRule(), MOVED.asRule(), CATCH_ALL)
                .endsWith(CATCH_ALL);
    }

    @Test
    default void rules_of_others_among_what_was_kept_stay_as_they_were() {
        IngressRulesContract.World world = worldOf(List.of(BLOG, COMING_BY_HAND, CATCH_ALL));
        world.rules().keepAsGood(revision(world), Instant.MAX);
        world.writtenByOthers(List.of(CATCH_ALL));
        world.rules().apply(new IngressEdit(List.of(COMING, MOVED), Set.of(), Map.of()));
        world.writtenByOthers(List.of(WILDCARD, CATCH_ALL));
        assertThat(world.rules().restoreGood()).isInstanceOf(Restoration.Restored.class);
        assertThat(world.standing()).containsExactlyInAnyOrder(BLOG, COMING_BY_HAND, MOVED.asRule(), CATCH_ALL)
                .endsWith(CATCH_ALL);
    }
}
