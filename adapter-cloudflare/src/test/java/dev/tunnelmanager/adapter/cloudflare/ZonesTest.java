package dev.tunnelmanager.adapter.cloudflare;

import static dev.tunnelmanager.adapter.cloudflare.CloudflareMock.error;
import static dev.tunnelmanager.adapter.cloudflare.CloudflareMock.result;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.LIMITS;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.TOKEN;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.TUNNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secret;
import dev.tunnelmanager.standins.provider.StandInProvider;
import dev.tunnelmanager.standins.provider.StandInToken;
import dev.tunnelmanager.standins.provider.StandInToken.Permission;
import dev.tunnelmanager.standins.provider.StandInZone;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones, what each is good for, their pre-flight, and advice about names in them. */
class ZonesTest {

    private static final StandInZone PLAIN = StandInZone.active("example.com");
    private static final HostnamePattern DEEP = HostnamePattern.of("api.shop.example.com");

    private final StandInProvider provider = StandInProvider.start(0).with(StandInToken.full(TOKEN));
    private final FakeTime time = new FakeTime();
    private CloudflareNameDirectory directory = directory(Optional.empty(), Set.of());

    @AfterEach
    void every_request_was_valid() {
        directory.close();
        provider.close();
        assertThat(provider.violations()).isEmpty();
    }

    @Test
    void reads_every_page() {
        IntStream.range(0, 120).forEach(i -> provider.with(StandInZone.active("zone" + i + ".example")));
        assertThat(directory.zones()).hasSize(120).isSorted();
        assertThat(provider.requests()).hasSize(3);
    }

    @Test
    void reads_every_page_when_nobody_says_how_many_there_are_and_counts_none_twice() {
        String page = IntStream.range(0, 50).mapToObj(i -> zone("z" + i)).collect(Collectors.joining(",", "[", "]"));
        try (CloudflareMock mock = new CloudflareMock();
                CloudflareNameDirectory over = new CloudflareNameDirectory(Fixtures.settings(mock.api()), time, time)) {
            mock.answering(result(page), result("[" + zone("z0") + "," + zone("last") + "]"));
            assertThat(over.zones()).hasSize(51);
            assertThat(mock.requests()).containsExactly("GET /zones?page=1&per_page=50",
                    "GET /zones?page=2&per_page=50");
        }
    }

    @ParameterizedTest
    @CsvSource({"active,ACTIVE", "pending,NOT_SERVING", "initializing,NOT_SERVING", "moved,UNUSABLE",
            "deleted,UNUSABLE", "deactivated,UNUSABLE", "something new,UNUSABLE"})
    void understands_every_status(String status, ZoneStanding expected) {
        try (CloudflareMock mock = new CloudflareMock();
                CloudflareNameDirectory over = new CloudflareNameDirectory(Fixtures.settings(mock.api()), time, time)) {
            mock.answering(result("[" + zone("z").replace("active", status) + "]"));
            Zone zone = over.zones().get(0);
            assertThat(zone.standing()).isEqualTo(expected);
            if (expected != ZoneStanding.ACTIVE) {
                assertThat(zone.notes()).singleElement().asString().contains("z.example", status);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "z.example"})
    void what_a_zone_says_of_itself_is_shown_in_few_words_and_without_secrets(String place) {
        try (CloudflareMock mock = new CloudflareMock();
                CloudflareNameDirectory over = new CloudflareNameDirectory(Fixtures.settings(mock.api()), time, time)) {
            String lengthy = TOKEN + " " + "y z ".repeat(2_000);
            mock.answering(result("[" + zone("z").replace(place, lengthy) + "]"));
            assertThat(over.zones().get(0).notes()).isNotEmpty().allSatisfy(
                    note -> assertThat(note).hasSizeLessThan(1_000).doesNotContain(TOKEN));
            assertThat(over.zones().get(0).name()).hasSizeLessThan(400).doesNotContain(TOKEN);
        }
    }

    @Test
    void understands_every_type_and_paused_zones() {
        provider.with(PLAIN.ofType("partial"));
        provider.with(StandInZone.active("example.net").ofType("secondary"));
        provider.with(StandInZone.active("example.org").onHold());
        List<Zone> zones = directory.zones();
        assertThat(zones).extracting(Zone::standing).containsExactly(ZoneStanding.ACTIVE, ZoneStanding.UNUSABLE,
                ZoneStanding.NOT_SERVING);
        assertThat(zones).extracting(Zone::certificateDepth).containsExactly(Integer.MAX_VALUE, 1, 1);
        assertThat(zones.get(2).notes()).singleElement().asString().contains("paused");
        assertThat(directory.advice(zones.get(2), HostnamePattern.of("a.example.org"))).isEqualTo(zones.get(2).notes());
        assertThat(directory.preflight(zones.get(1))).hasValueSatisfying(
                refusal -> assertThat(refusal.code()).isEqualTo(RefusalCode.ZONE_UNUSABLE));
    }

    @Test
    void a_zone_of_another_account_is_of_no_use() {
        provider.with(PLAIN).with(StandInZone.active("example.org").inAccount("0".repeat(32)));
        directory = directory(Optional.of(StandInZone.ACCOUNT), Set.of());
        assertThat(directory.zones()).extracting(Zone::standing).containsExactly(ZoneStanding.ACTIVE,
                ZoneStanding.UNUSABLE);
        assertThat(directory.zones().get(1).notes()).singleElement().asString().contains("0".repeat(32),
                StandInZone.ACCOUNT);
    }

    @Test
    void several_accounts_are_pointed_out_when_the_tunnel_s_is_not_known() {
        provider.with(PLAIN).with(StandInZone.active("example.org").inAccount("0".repeat(32)));
        assertThat(directory.zones()).allSatisfy(zone -> {
            assertThat(zone.standing()).isEqualTo(ZoneStanding.ACTIVE);
            assertThat(zone.notes()).singleElement().asString().contains("2 accounts", "cloudflare.account-id");
        });
    }

    @Test
    void shows_only_allowed_zones() {
        provider.with(PLAIN).with(StandInZone.active("example.org"));
        directory = directory(Optional.empty(), Set.of("Example.ORG"));
        assertThat(directory.zones()).extracting(Zone::name).containsExactly("example.org");
        assertThat(provider.requests()).allSatisfy(request -> assertThat(request.query()).doesNotContainKey("name"));
    }

    @Test
    void a_token_that_may_not_list_zones_is_told_so() {
        provider.with(PLAIN).with(StandInToken.full(TOKEN).with(Permission.DNS_EDIT));
        assertThatThrownBy(directory::zones).isInstanceOfSatisfying(PortFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(PortFailure.Kind.DENIED);
            assertThat(failure.problem()).contains("Zone:Read");
        });
    }

    @Test
    void a_missing_or_malformed_token_is_told_by_its_name() {
        for (Optional<Secret> token : List.of(Optional.<Secret>empty(), Optional.of(Secret.of("s3\ncr3t")),
                Optional.of(Secret.of("ö-cr3t")))) {
            CloudflareNameDirectory without = new CloudflareNameDirectory(new CloudflareSettings(provider.api(),
                    () -> token, Optional.empty(), TUNNEL, Set.of(), LIMITS), time, time);
            assertThatThrownBy(without::zones).isInstanceOfSatisfying(PortFailure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(PortFailure.Kind.SECRET);
                assertThat(failure.recommendation()).contains("meta/cloudflare/dns_edit_token");
                assertThat(failure).hasMessageNotContaining("cr3t");
            });
            assertThat(without.preflight(Fixtures.ZONE)).hasValueSatisfying(
                    refusal -> assertThat(refusal.code()).isEqualTo(RefusalCode.SECRET_UNAVAILABLE));
            without.close();
        }
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void a_pre_flight_names_the_missing_permission_and_the_zone() {
        provider.with(PLAIN).with(StandInToken.full(TOKEN).with(Permission.ZONE_READ));
        Zone zone = directory.zones().get(0);
        assertThat(directory.preflight(zone)).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(RefusalCode.PROVIDER_DENIED);
            assertThat(refusal.recommendation()).contains("DNS:Edit on zone example.com");
        });
        provider.with(StandInToken.full(TOKEN));
        assertThat(directory.preflight(zone)).isEmpty();
    }

    @Test
    void a_pre_flight_tells_a_disabled_token_from_a_missing_permission() {
        for (String status : List.of("disabled", "expired")) {
            try (CloudflareMock mock = new CloudflareMock();
                    CloudflareNameDirectory over = new CloudflareNameDirectory(Fixtures.settings(mock.api()), time,
                            time)) {
                mock.answering(error(403, 10000, "Authentication error"),
                        result("{\"id\":\"x\",\"status\":\"" + status + "\"}"));
                assertThat(over.preflight(Fixtures.ZONE)).hasValueSatisfying(
                        refusal -> assertThat(refusal.problem()).contains("the token is " + status, "example.com"));
                assertThat(mock.requests()).last().isEqualTo("GET /user/tokens/verify");
            }
        }
    }

    @Test
    void a_pre_flight_that_passed_is_good_for_a_while() {
        provider.with(PLAIN);
        Zone zone = directory.zones().get(0);
        directory.preflight(zone);
        directory.preflight(zone);
        assertThat(provider.requests()).hasSize(2);
        time.pass(Duration.ofMinutes(5));
        directory.preflight(zone);
        assertThat(provider.requests()).hasSize(3);
    }

    @Test
    void a_pre_flight_that_cannot_be_made_is_a_failure() {
        try (CloudflareMock mock = new CloudflareMock();
                CloudflareNameDirectory over = new CloudflareNameDirectory(Fixtures.settings(mock.api()), time, time)) {
            mock.answering(error(503, 0, "down"));
            assertThatThrownBy(() -> over.preflight(Fixtures.ZONE)).isInstanceOfSatisfying(PortFailure.class,
                    failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE));
        }
    }

    @Test
    void names_that_the_default_certificate_covers_need_no_call() {
        provider.with(PLAIN);
        Zone zone = directory.zones().get(0);
        for (String name : List.of("example.com", "a.example.com", "*.example.com")) {
            assertThat(directory.advice(zone, HostnamePattern.of(name))).isEmpty();
        }
        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void a_deep_name_without_a_certificate_is_warned_about_with_the_ways_out() {
        provider.with(PLAIN);
        assertThat(directory.advice(directory.zones().get(0), DEEP)).singleElement().asString()
                .contains("api.shop.example.com", "api-shop.example.com", "Advanced Certificate Manager");
        assertThat(directory.advice(directory.zones().get(0), HostnamePattern.of("*.shop.example.com")))
                .singleElement().asString().contains("*.shop.example.com").doesNotContain("*-");
    }

    @Test
    void a_deep_name_with_a_certificate_is_fine() {
        for (String host : List.of("api.shop.example.com", "*.shop.example.com")) {
            provider.with(PLAIN.covering(List.of("example.com", host)));
            assertThat(directory.advice(directory.zones().get(0), DEEP)).isEmpty();
        }
        provider.with(PLAIN.covering(List.of("*.example.com", "*.api.shop.example.com")));
        assertThat(directory.advice(directory.zones().get(0), DEEP)).hasSize(1);
    }

    @Test
    void what_cannot_be_checked_is_said() {
        provider.with(PLAIN).with(StandInToken.full(TOKEN).with(Permission.ZONE_READ, Permission.DNS_EDIT));
        assertThat(directory.advice(directory.zones().get(0), DEEP)).singleElement().asString()
                .contains("could not be checked", "SSL and Certificates:Read on zone example.com");
    }

    @Test
    void a_zone_that_is_nearly_full_is_pointed_out() {
        provider.with(PLAIN.withQuota(5).covering(List.of("*.shop.example.com")));
        assertThat(directory.advice(directory.zones().get(0), DEEP)).singleElement().asString().contains("only 5");
    }

    private CloudflareNameDirectory directory(Optional<String> account, Set<String> allowed) {
        return new CloudflareNameDirectory(new CloudflareSettings(provider.api(), () -> Optional.of(Secret.of(TOKEN)),
                account, TUNNEL, allowed, LIMITS), time, time);
    }

    private static String zone(String name) {
        return "{\"id\":\"" + name + "\",\"name\":\"" + name
                + ".example\",\"status\":\"active\",\"account\":{\"id\":\"a\"}}";
    }
}
