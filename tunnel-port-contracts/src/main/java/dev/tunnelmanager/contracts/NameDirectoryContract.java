package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tunnelmanager.contracts.NameDirectoryWorld.Trouble;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.NameDirectory.PublishOutcome;
import dev.tunnelmanager.ports.driven.NameDirectory.PublishOutcome.Published;
import dev.tunnelmanager.ports.driven.NameDirectory.RemoveOutcome;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link NameDirectory} must do. */
public interface NameDirectoryContract {

    /** The name that most tests publish; it lies in the zone {@code example.com}. */
    HostnamePattern APP = HostnamePattern.of("app.example.com");

    /** The ownership mark that the tests use. */
    String MARK = "managed-by=tunnel-manager;i=0a1b2c3d";

    /** Returns a fresh world. */
    NameDirectoryWorld world();

    /** Returns the zone that the tests work in. */
    private static Zone zone(NameDirectoryWorld world) {
        return world.directory().zones().stream().filter(zone -> zone.name().equals("example.com")).findFirst()
                .orElseThrow();
    }

    private static WrittenRecord published(NameDirectoryWorld world, HostnamePattern hostname) {
        PublishOutcome outcome = world.directory().publish(zone(world), hostname, Optional.empty(), MARK);
        assertThat(outcome).isInstanceOf(Published.class);
        return ((Published) outcome).entry();
    }

    private static void refusedAs(RefusalCode code, PublishOutcome outcome) {
        assertThat(outcome).asInstanceOf(type(PublishOutcome.Refused.class))
                .satisfies(refused -> assertThat(refused.refusal().code()).isEqualTo(code));
    }

    private static PortFailure.Kind failureOf(Runnable call) {
        PortFailure[] caught = new PortFailure[1];
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PortFailure.class, failure -> caught[0] = failure);
        assertThat(caught[0].problem()).isNotBlank();
        assertThat(caught[0].recommendation()).isNotBlank();
        return caught[0].kind();
    }

    @Test
    default void shows_zones_by_name_and_none_twice() {
        List<Zone> zones = world().directory().zones();
        assertThat(zones).isSorted().doesNotHaveDuplicates().extracting(Zone::name).contains("example.com");
    }

    @Test
    default void nothing_stands_in_the_way_of_a_zone_that_may_be_used() {
        NameDirectoryWorld world = world();
        assertThat(world.directory().preflight(zone(world))).isEmpty();
    }

    @Test
    default void publishes_a_name_that_is_free() {
        NameDirectoryWorld world = world();
        WrittenRecord written = published(world, APP);
        assertThat(written.content()).isEqualTo(world.tunnelContent());
        assertThat(written.mark()).isEqualTo(MARK);
        assertThat(world.directory().entriesAt(zone(world), APP)).singleElement().isEqualTo(
                new DirectoryEntry(written.id(), written.type(), written.content(), MARK, true, true));
    }

    @Test
    default void publishing_again_writes_nothing() {
        NameDirectoryWorld world = world();
        WrittenRecord written = published(world, APP);
        assertThat(world.directory().publish(zone(world), APP, Optional.of(written), MARK))
                .isEqualTo(new Published(written, false));
        assertThat(world.changes()).isEqualTo(1);
    }

    @Test
    default void an_interrupted_publication_is_recognized_by_its_mark() {
        NameDirectoryWorld world = world();
        WrittenRecord written = published(world, APP);
        assertThat(world.directory().publish(zone(world), APP, Optional.empty(), MARK))
                .isEqualTo(new Published(written, false));
        assertThat(world.changes()).isEqualTo(1);
    }

    @Test
    default void publishes_wildcards_and_the_zone_itself_beside_each_other() {
        NameDirectoryWorld world = world();
        for (String name : List.of("example.com", "*.example.com", "a.b.example.com")) {
            published(world, HostnamePattern.of(name));
        }
        assertThat(world.directory().entriesAt(zone(world), HostnamePattern.of("example.com"))).hasSize(1);
        assertThat(world.directory().entriesAt(zone(world), HostnamePattern.of("*.example.com"))).hasSize(1);
        assertThat(world.directory().entriesAt(zone(world), HostnamePattern.of("other.example.com"))).isEmpty();
    }

    @Test
    default void a_foreign_entry_that_excludes_ours_is_left_alone() {
        Map.of("A", "192.0.2.1", "AAAA", "2001:db8::1", "CNAME", "elsewhere.example.net", "NS", "ns.example.net")
                .forEach((type, content) -> {
                    NameDirectoryWorld world = world();
                    String id = world.plant(APP, type, content, "");
                    refusedAs(RefusalCode.FOREIGN_RECORD,
                            world.directory().publish(zone(world), APP, Optional.empty(), MARK));
                    assertThat(world.directory().entriesAt(zone(world), APP)).singleElement()
                            .isEqualTo(new DirectoryEntry(id, type, content, "", false, true));
                    assertThat(world.changes()).isZero();
                });
    }

    @Test
    default void a_foreign_entry_that_leads_to_the_tunnel_is_foreign_all_the_same() {
        NameDirectoryWorld world = world();
        world.plant(APP, "CNAME", world.tunnelContent(), "by hand");
        refusedAs(RefusalCode.FOREIGN_RECORD, world.directory().publish(zone(world), APP, Optional.empty(), MARK));
        assertThat(world.changes()).isZero();
    }

    @Test
    default void entries_that_do_not_exclude_ours_stay_beside_it() {
        NameDirectoryWorld world = world();
        world.plant(APP, "TXT", "v=spf1 -all", "");
        world.plant(APP, "MX", "mail.example.net", "");
        published(world, APP);
        assertThat(world.directory().entriesAt(zone(world), APP)).extracting(DirectoryEntry::type)
                .containsExactlyInAnyOrder("TXT", "MX", "CNAME");
        assertThat(world.changes()).isEqualTo(1);
    }

    @Test
    default void many_names_are_looked_at_together() {
        NameDirectoryWorld world = world();
        HostnamePattern bare = HostnamePattern.of("bare.example.com");
        HostnamePattern wildcard = HostnamePattern.of("*.app.example.com");
        published(world, APP);
        world.plant(APP, "TXT", "v=spf1 -all", "");
        world.plant(wildcard, "CNAME", "elsewhere.example.net", "");
        world.plant(HostnamePattern.of("not-asked-for.example.com"), "A", "192.0.2.1", "");
        Zone zone = zone(world);
        NameDirectory directory = world.directory();
        assertThat(directory.entriesAt(zone, Set.of(APP, bare, wildcard))).isEqualTo(Map.of(APP,
                directory.entriesAt(zone, APP), bare, List.of(), wildcard, directory.entriesAt(zone, wildcard)));
        assertThat(directory.entriesAt(zone, APP)).hasSize(2);
        world.trouble(Trouble.UNAVAILABLE);
        NameDirectory troubled = world.directory();
        assertThat(failureOf(() -> troubled.entriesAt(zone, Set.of(APP, bare))))
                .isEqualTo(PortFailure.Kind.UNAVAILABLE);
    }

    @Test
    default void ours_that_was_changed_by_somebody_else_is_left_alone() {
        NameDirectoryWorld pointed = world();
        WrittenRecord written = published(pointed, APP);
        pointed.changeContent(written.id(), "elsewhere.example.net");
        refusedAs(RefusalCode.RECORD_CHANGED,
                pointed.directory().publish(zone(pointed), APP, Optional.of(written), MARK));
        NameDirectoryWorld marked = world();
        WrittenRecord other = published(marked, APP);
        marked.changeMark(other.id(), "taken over by hand");
        refusedAs(RefusalCode.RECORD_CHANGED,
                marked.directory().publish(zone(marked), APP, Optional.of(other), MARK));
        assertThat(marked.changes()).isEqualTo(1);
    }

    @Test
    default void ours_that_somebody_took_away_is_published_anew() {
        NameDirectoryWorld world = world();
        WrittenRecord written = published(world, APP);
        world.takeAway(written.id());
        assertThat(world.directory().publish(zone(world), APP, Optional.of(written), MARK))
                .asInstanceOf(type(Published.class)).satisfies(again -> {
                    assertThat(again.written()).isTrue();
                    assertThat(again.entry().id()).isNotEqualTo(written.id());
                });
    }

    @Test
    default void ours_that_somebody_replaced_under_another_id_is_left_alone() {
        NameDirectoryWorld world = world();
        WrittenRecord written = published(world, APP);
        world.takeAway(written.id());
        world.plant(APP, "CNAME", world.tunnelContent(), MARK);
        assertThat(world.directory().publish(zone(world), APP, Optional.of(written), MARK))
                .isInstanceOf(PublishOutcome.Refused.class);
        assertThat(world.changes()).isEqualTo(1);
    }

    @Test
    default void a_name_outside_the_zone_is_refused() {
        NameDirectoryWorld world = world();
        refusedAs(RefusalCode.INVALID_HOSTNAME, world.directory().publish(zone(world),
                HostnamePattern.of("app.notexample.com"), Optional.empty(), MARK));
        assertThat(world.changes()).isZero();
    }

    @Test
    default void removes_what_is_ours_and_nothing_else() {
        NameDirectoryWorld world = world();
        WrittenRecord written = published(world, APP);
        world.plant(APP, "TXT", "stays", "");
        assertThat(world.directory().remove(zone(world), written)).isEqualTo(new RemoveOutcome.Removed());
        assertThat(world.directory().remove(zone(world), written)).isEqualTo(new RemoveOutcome.AlreadyGone());
        assertThat(world.directory().entriesAt(zone(world), APP)).extracting(DirectoryEntry::type)
                .containsExactly("TXT");
        assertThat(world.changes()).isEqualTo(2);
    }

    @Test
    default void does_not_remove_what_somebody_changed() {
        NameDirectoryWorld world = world();
        WrittenRecord written = published(world, APP);
        world.changeMark(written.id(), MARK + " ");
        assertThat(world.directory().remove(zone(world), written))
                .asInstanceOf(type(RemoveOutcome.Changed.class))
                .satisfies(changed -> assertThat(changed.now().id()).isEqualTo(written.id()));
        world.changeMark(written.id(), MARK);
        world.changeContent(written.id(), "elsewhere.example.net");
        assertThat(world.directory().remove(zone(world), written)).isInstanceOf(RemoveOutcome.Changed.class);
        assertThat(world.directory().entriesAt(zone(world), APP)).hasSize(1);
        assertThat(world.changes()).isEqualTo(1);
    }

    @Test
    default void trouble_is_a_failure_and_never_an_empty_result() {
        NameDirectoryWorld world = world();
        Zone zone = zone(world);
        WrittenRecord written = published(world, APP);
        world.trouble(Trouble.UNAVAILABLE);
        NameDirectory directory = world.directory();
        assertThat(failureOf(directory::zones)).isEqualTo(PortFailure.Kind.UNAVAILABLE);
        assertThat(failureOf(() -> directory.entriesAt(zone, APP))).isEqualTo(PortFailure.Kind.UNAVAILABLE);
        assertThat(failureOf(() -> directory.remove(zone, written))).isEqualTo(PortFailure.Kind.UNAVAILABLE);
        assertThat(failureOf(() -> directory.publish(zone, APP, Optional.of(written), MARK)))
                .isEqualTo(PortFailure.Kind.UNAVAILABLE);
        directory.advice(zone, HostnamePattern.of("a.b.example.com"));
        world.mend();
        assertThat(world.directory().entriesAt(zone, APP)).hasSize(1);
        assertThat(world.changes()).isEqualTo(1);
    }

    @Test
    default void denied_credentials_are_told_apart() {
        NameDirectoryWorld world = world();
        Zone zone = zone(world);
        world.trouble(Trouble.DENIED);
        NameDirectory directory = world.directory();
        assertThat(failureOf(directory::zones)).isEqualTo(PortFailure.Kind.DENIED);
        assertThat(failureOf(() -> directory.publish(zone, APP, Optional.empty(), MARK)))
                .isEqualTo(PortFailure.Kind.DENIED);
        assertThat(directory.preflight(zone)).hasValueSatisfying(
                refusal -> assertThat(refusal.code()).isEqualTo(RefusalCode.PROVIDER_DENIED));
        world.mend();
        published(world, APP);
    }

    @Test
    default void a_publication_without_an_answer_is_settled_by_asking_again() {
        for (Trouble trouble : List.of(Trouble.SILENT_AFTER_CHANGE, Trouble.SILENT_BEFORE_CHANGE)) {
            NameDirectoryWorld world = world();
            Zone zone = zone(world);
            world.trouble(trouble);
            NameDirectory directory = world.directory();
            assertThat(failureOf(() -> directory.publish(zone, APP, Optional.empty(), MARK))).as(trouble.name())
                    .isEqualTo(PortFailure.Kind.OUTCOME_UNKNOWN);
            world.mend();
            published(world, APP);
            assertThat(world.directory().entriesAt(zone, APP)).hasSize(1);
            assertThat(world.changes()).isEqualTo(1);
        }
    }

    @Test
    default void a_removal_without_an_answer_is_settled_by_asking_again() {
        for (Trouble trouble : List.of(Trouble.SILENT_AFTER_CHANGE, Trouble.SILENT_BEFORE_CHANGE)) {
            NameDirectoryWorld world = world();
            Zone zone = zone(world);
            WrittenRecord written = published(world, APP);
            world.trouble(trouble);
            NameDirectory directory = world.directory();
            assertThat(failureOf(() -> directory.remove(zone, written))).as(trouble.name())
                    .isEqualTo(PortFailure.Kind.OUTCOME_UNKNOWN);
            world.mend();
            assertThat(world.directory().remove(zone, written)).isEqualTo(trouble == Trouble.SILENT_AFTER_CHANGE
                    ? new RemoveOutcome.AlreadyGone()
                    : new RemoveOutcome.Removed());
            assertThat(world.directory().entriesAt(zone, APP)).isEmpty();
        }
    }
}
