package dev.tunnelmanager.adapter.cloudflare;

import static dev.tunnelmanager.adapter.cloudflare.Fixtures.APP;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.MARK;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.STAND_IN_ZONE;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.TARGET;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.TOKEN;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory.PublishOutcome;
import dev.tunnelmanager.ports.driven.NameDirectory.PublishOutcome.Published;
import dev.tunnelmanager.ports.driven.NameDirectory.RemoveOutcome;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import dev.tunnelmanager.standins.provider.Fault;
import dev.tunnelmanager.standins.provider.ProviderRequest;
import dev.tunnelmanager.standins.provider.StandInProvider;
import dev.tunnelmanager.standins.provider.StandInToken;
import dev.tunnelmanager.standins.provider.StandInToken.Permission;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written and when, against a stand-in that keeps state and breaks on request. */
class RecordCallsTest {

    private final StandInProvider provider = StandInProvider.start(0).with(STAND_IN_ZONE)
            .with(StandInToken.full(TOKEN));
    private final FakeTime time = new FakeTime();
    private final CloudflareNameDirectory directory = new CloudflareNameDirectory(Fixtures.settings(provider.api()),
            time, time);

    @AfterEach
    void every_request_was_valid() {
        directory.close();
        provider.close();
        assertThat(provider.violations()).isEmpty();
    }

    @Test
    void creates_exactly_the_record_that_a_tunnel_needs() throws Exception {
        publish();
        ProviderRequest created = provider.writes().get(0);
        assertThat(created.method()).isEqualTo("POST");
        assertThat(new ObjectMapper().readTree(created.body())).isEqualTo(new ObjectMapper().valueToTree(
                Map.of("type", "CNAME", "name", "app.example.com", "content", TARGET, "proxied", true, "ttl", 1,
                        "comment", MARK)));
    }

    @Test
    void brings_ours_back_into_shape_and_keeps_what_people_added() throws Exception {
        Published first = publish();
        provider.edit(first.entry().id(), "proxied", false);
        provider.edit(first.entry().id(), "ttl", 300);
        provider.edit(first.entry().id(), "tags", List.of("team:web"));
        assertThat(directory.publish(ZONE, APP, Optional.of(first.entry()), MARK))
                .isEqualTo(new Published(first.entry(), true));
        JsonNode record = record();
        assertThat(record.path("proxied").asBoolean()).isTrue();
        assertThat(record.path("ttl").asInt()).isEqualTo(1);
        assertThat(record.path("tags").path(0).asText()).isEqualTo("team:web");
        ProviderRequest patch = provider.writes().get(1);
        assertThat(patch.method()).isEqualTo("PATCH");
        assertThat(new ObjectMapper().readTree(patch.body()).properties()).extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("type", "name", "content", "proxied", "ttl", "comment");
        assertThat(directory.publish(ZONE, APP, Optional.of(first.entry()), MARK))
                .isEqualTo(new Published(first.entry(), false));
        assertThat(provider.writes()).hasSize(2);
    }

    @Test
    void names_and_targets_are_compared_without_regard_to_case() {
        provider.plant("example.com", "CNAME", "APP.Example.com", TARGET.toUpperCase(Locale.ROOT) + ".",
                MARK);
        provider.edit(record().path("id").asText(), "name", "App.Example.COM");
        assertThat(directory.entriesAt(ZONE, APP)).singleElement()
                .satisfies(entry -> assertThat(entry.leadsToTunnel()).isTrue());
    }

    @Test
    void a_large_zone_is_listed_once_and_only_what_the_list_does_not_show_is_asked_for() {
        Set<HostnamePattern> names = new TreeSet<>();
        for (int i = 0; i < 1_100; i++) {
            HostnamePattern name = HostnamePattern.of("n" + i + ".example.com");
            names.add(name);
            provider.plant("example.com", "CNAME", name.text(), TARGET, MARK);
        }
        HostnamePattern missing = HostnamePattern.of("missing.example.com");
        names.add(missing);
        Map<HostnamePattern, List<DirectoryEntry>> found = directory.entriesAt(ZONE, names);
        assertThat(found.keySet()).isEqualTo(names);
        assertThat(found).hasEntrySatisfying(missing, entries -> assertThat(entries).isEmpty());
        found.forEach((name, entries) -> assertThat(entries).as(name.text()).hasSize(name.equals(missing) ? 0 : 1));
        assertThat(provider.requests()).hasSize(4);
    }

    @Test
    void an_answer_lost_after_the_creation_is_read_back() {
        for (Fault fault : List.of(Fault.closed(), Fault.page(500), Fault.page(200), Fault.truncated())) {
            provider.failNext(fault.on("POST").afterEffect());
            HostnamePattern name = HostnamePattern.of("n" + provider.records("example.com").size() + ".example.com");
            assertThat(directory.publish(ZONE, name, Optional.empty(), MARK))
                    .asInstanceOf(type(Published.class))
                    .satisfies(published -> assertThat(published.written()).isTrue());
        }
        assertThat(provider.records("example.com")).hasSize(4);
        assertThat(provider.writes()).hasSize(4);
    }

    @Test
    void a_creation_lost_before_its_effect_is_sent_once_more_after_reading_back() {
        provider.failNext(Fault.closed().on("POST"));
        assertThat(publish().written()).isTrue();
        assertThat(methods()).containsExactly("GET", "POST", "GET", "POST");
    }

    @Test
    void a_creation_that_is_answered_with_an_error_every_time_was_surely_not_applied() {
        provider.failNext(Fault.page(502).on("POST"), Fault.page(503).on("POST"));
        failsAs(Kind.UNAVAILABLE, this::publish, "example.com", "503");
        assertThat(methods()).containsExactly("GET", "POST", "GET", "POST", "GET");
        assertThat(provider.records("example.com")).isEmpty();
    }

    @Test
    void a_creation_that_is_never_answered_may_still_be_applied() {
        provider.failNext(Fault.closed().on("POST"), Fault.closed().on("POST"));
        failsAs(Kind.OUTCOME_UNKNOWN, this::publish, "example.com", "app.example.com");
        assertThat(methods()).containsExactly("GET", "POST", "GET", "POST", "GET");
    }

    @Test
    void a_creation_without_an_answer_ends_in_time() {
        try (CloudflareNameDirectory impatient = new CloudflareNameDirectory(Fixtures.impatient(provider.api()),
                time, time)) {
            provider.failNext(Fault.silence().on("POST").afterEffect());
            assertThat(impatient.publish(ZONE, APP, Optional.empty(), MARK)).isInstanceOf(Published.class);
            provider.failFromNowOn(Fault.silence());
            failsAs(Kind.UNAVAILABLE, impatient::zones, "no answer within 1000 ms", "3 times");
        }
    }

    @Test
    void an_adjustment_without_an_answer_is_read_back() {
        Published first = publish();
        provider.edit(first.entry().id(), "proxied", false);
        provider.failNext(Fault.closed().on("PATCH").afterEffect());
        assertThat(directory.publish(ZONE, APP, Optional.of(first.entry()), MARK))
                .isEqualTo(new Published(first.entry(), true));
        provider.edit(first.entry().id(), "proxied", false);
        provider.failNext(Fault.closed().on("PATCH"));
        assertThat(directory.publish(ZONE, APP, Optional.of(first.entry()), MARK))
                .isEqualTo(new Published(first.entry(), true));
        assertThat(record().path("proxied").asBoolean()).isTrue();
        assertThat(provider.records("example.com")).hasSize(1);
    }

    @Test
    void a_change_refused_for_its_rate_is_repeated_because_it_surely_was_not_applied() {
        provider.failNext(Fault.tooMany("2").on("POST"));
        assertThat(publish().written()).isTrue();
        assertThat(methods()).containsExactly("GET", "POST", "POST");
        assertThat(time.passed()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_longer_ban_is_told_at_once_and_respected_by_every_call() {
        provider.failNext(Fault.tooMany("240"));
        failsAs(Kind.UNAVAILABLE, directory::zones, "240 more seconds");
        failsAs(Kind.UNAVAILABLE, () -> directory.entriesAt(ZONE, APP), "example.com", "240");
        assertThat(provider.requests()).hasSize(1);
        time.pass(Duration.ofSeconds(233));
        assertThat(directory.zones()).hasSize(1);
        assertThat(time.passed()).isGreaterThanOrEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void a_ban_never_lasts_longer_than_the_provider_really_blocks() {
        provider.failNext(Fault.tooMany("86400"));
        failsAs(Kind.UNAVAILABLE, directory::zones, "more seconds");
        time.pass(Duration.ofMinutes(5));
        assertThat(directory.zones()).hasSize(1);
    }

    @Test
    void a_record_that_appears_between_looking_and_writing_is_looked_at_again() {
        provider.beforeNext("POST", () -> provider.plant("example.com", "A", "app.example.com", "192.0.2.1", ""));
        assertThat(directory.publish(ZONE, APP, Optional.empty(), MARK))
                .asInstanceOf(type(PublishOutcome.Refused.class))
                .satisfies(r -> assertThat(r.refusal().code()).isEqualTo(RefusalCode.FOREIGN_RECORD));
        HostnamePattern other = HostnamePattern.of("other.example.com");
        provider.beforeNext("POST", () -> provider.plant("example.com",
                "CNAME", "other.example.com", TARGET, MARK));
        assertThat(directory.publish(ZONE, other, Optional.empty(), MARK)).isInstanceOf(Published.class);
        assertThat(provider.records("example.com")).hasSize(2);
    }

    @Test
    void a_name_that_is_said_to_be_taken_and_not_shown_is_a_failure() {
        provider.failFromNowOn(new Fault(Optional.of("POST"), false, new Fault.Ending.Answer(400, Optional.empty(), """
                {"success":false,"errors":[{"code":81053,"message":"An A, AAAA, or CNAME record with that host already \
                exists."}],"messages":[],"result":null}""")));
        failsAs(Kind.UNAVAILABLE, this::publish, "example.com", "81053");
    }

    @Test
    void a_full_zone_is_a_refusal() {
        provider.with(STAND_IN_ZONE.withQuota(0));
        assertThat(directory.publish(ZONE, APP, Optional.empty(), MARK))
                .asInstanceOf(type(PublishOutcome.Refused.class)).satisfies(refused -> {
                    assertThat(refused.refusal().code()).isEqualTo(RefusalCode.RECORD_QUOTA);
                    assertThat(refused.refusal().problem()).contains("example.com");
                });
    }

    @Test
    void a_token_that_may_only_read_is_told_what_it_lacks() {
        Published first = publish();
        provider.with(StandInToken.full(TOKEN).with(Permission.ZONE_READ, Permission.DNS_READ));
        assertThat(directory.preflight(ZONE)).isEmpty();
        failsAs(Kind.DENIED,
                () -> directory.publish(ZONE, HostnamePattern.of("b.example.com"), Optional.empty(), MARK),
                "DNS:Edit on zone example.com");
        failsAs(Kind.DENIED, () -> directory.remove(ZONE, first.entry()), "DNS:Edit on zone example.com");
    }

    @Test
    void a_removal_without_an_answer_is_read_back() {
        WrittenRecord ours = publish().entry();
        provider.failNext(Fault.closed().on("DELETE").afterEffect());
        assertThat(directory.remove(ZONE, ours)).isEqualTo(new RemoveOutcome.Removed());
        WrittenRecord again = publish().entry();
        provider.failNext(Fault.closed().on("DELETE"));
        assertThat(directory.remove(ZONE, again)).isEqualTo(new RemoveOutcome.Removed());
        assertThat(provider.records("example.com")).isEmpty();
    }

    @Test
    void a_record_of_a_zone_that_cannot_be_seen_is_not_taken_for_gone() {
        WrittenRecord ours = publish().entry();
        provider.removeZone("example.com");
        failsAs(Kind.UNAVAILABLE, () -> directory.remove(ZONE, ours), "example.com", "7003");
    }

    @Test
    void name_servers_of_the_zone_itself_exclude_nothing() {
        provider.plant("example.com", "NS", "example.com", "ns1.example.net", "");
        HostnamePattern apex = HostnamePattern.of("example.com");
        assertThat(directory.entriesAt(ZONE, apex)).extracting(DirectoryEntry::excludes).containsExactly(false);
        assertThat(directory.publish(ZONE, apex, Optional.empty(), MARK)).isInstanceOf(Published.class);
    }

    @Test
    void a_mark_that_the_provider_would_refuse_is_a_programming_error() {
        assertThatThrownBy(() -> directory.publish(ZONE, APP, Optional.empty(), "x".repeat(101)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(provider.requests()).isEmpty();
    }

    private Published publish() {
        PublishOutcome outcome = directory.publish(ZONE, APP, Optional.empty(), MARK);
        assertThat(outcome).isInstanceOf(Published.class);
        return (Published) outcome;
    }

    private JsonNode record() {
        return provider.records("example.com").get(0);
    }

    private List<String> methods() {
        return provider.requests().stream().map(ProviderRequest::method).toList();
    }

    private static void failsAs(Kind kind, Runnable call, String... parts) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PortFailure.class, failure -> {
            assertThat(failure.kind()).as(failure.problem()).isEqualTo(kind);
            assertThat(failure.problem() + " " + failure.recommendation()).contains(parts);
        });
    }
}
