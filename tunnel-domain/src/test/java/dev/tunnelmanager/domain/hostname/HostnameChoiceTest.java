package dev.tunnelmanager.domain.hostname;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnameChoice.Chosen;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostnameChoiceTest {

    private static final Zone COM = zone("example.com", ZoneStanding.ACTIVE);
    private static final Zone DEV = zone("dev.example.com", ZoneStanding.ACTIVE);
    private static final Zone CO_UK = zone("example.co.uk", ZoneStanding.ACTIVE);
    private static final Zone MOVED = new Zone("z-moved", "moved.org", ZoneStanding.UNUSABLE, 1,
            List.of("It belongs to another account."));
    private static final Zone PENDING = new Zone("z-pending", "pending.org", ZoneStanding.NOT_SERVING, 1,
            List.of("It waits for its delegation."));

    private static Zone zone(String name, ZoneStanding standing) {
        return new Zone("z-" + name, name, standing, 1, List.of());
    }

    private static Verdict<Chosen> choose(String subdomain, String domain, Zone... zones) {
        return HostnameChoice.decide(subdomain, Optional.of(domain).filter(text -> !text.equals("-")), Optional.empty(),
                List.of(zones));
    }

    private static Chosen granted(Verdict<Chosen> verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Granted.class);
        return ((Verdict.Granted<Chosen>) verdict).value();
    }

    private static Refusal refused(Verdict<Chosen> verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused<Chosen>) verdict).refusal();
    }

    @ParameterizedTest
    @CsvSource({"api,example.com,api.example.com,example.com", "@,example.com,example.com,example.com",
            "'',example.com,example.com,example.com", "API,Example.COM.,api.example.com,example.com",
            "api.example.com,example.com,api.example.com,example.com",
            "example.com,example.com,example.com,example.com",
            "notexample.com,example.com,notexample.com.example.com,example.com",
            "api,dev.example.com,api.dev.example.com,dev.example.com",
            "api.dev,example.com,api.dev.example.com,dev.example.com", "*,example.com,*.example.com,example.com",
            "*.api,example.com,*.api.example.com,example.com",
            "bücher,example.com,xn--bcher-kva.example.com,example.com",
            "api,team.example.com,api.team.example.com,example.com",
            "api,example.co.uk,api.example.co.uk,example.co.uk",
            "api.example.com,-,api.example.com,example.com",
            "api.dev.example.com.,-,api.dev.example.com,dev.example.com",
            "*.example.co.uk,-,*.example.co.uk,example.co.uk", "api.,example.com,api.example.com,example.com"})
    void finds_hostname_and_zone(String subdomain, String domain, String hostname, String zone) {
        Chosen chosen = granted(choose(subdomain, domain, COM, DEV, CO_UK));
        assertThat(chosen.hostname().text()).isEqualTo(hostname);
        assertThat(chosen.zone().name()).isEqualTo(zone);
    }

    @Test
    void without_a_domain_takes_the_default_then_the_only_zone() {
        assertThat(granted(HostnameChoice.decide("api", Optional.empty(), Optional.of("example.co.uk"),
                List.of(COM, CO_UK))).hostname().text()).isEqualTo("api.example.co.uk");
        assertThat(granted(choose("api", "-", COM)).hostname().text()).isEqualTo("api.example.com");
        assertThat(granted(choose("@", "-", COM, MOVED)).hostname().text()).isEqualTo("example.com");
        assertThat(granted(HostnameChoice.decide("api.example.com", Optional.empty(), Optional.of("example.co.uk"),
                List.of(COM, CO_UK))).hostname().text()).isEqualTo("api.example.com");
        assertThat(granted(HostnameChoice.decide("api", Optional.of(" "), Optional.of(" "), List.of(COM))).hostname()
                .text()).isEqualTo("api.example.com");
    }

    @Test
    void says_which_domains_there_are() {
        Refusal refusal = refused(choose("api", "-", CO_UK, COM, MOVED));
        assertThat(refusal.code()).isEqualTo(RefusalCode.DOMAIN_MISSING);
        assertThat(refusal.problem()).endsWith("Available: example.co.uk, example.com.");
        assertThat(refused(choose("api", "-")).code()).isEqualTo(RefusalCode.DOMAIN_MISSING);
    }

    @Test
    void refuses_a_zone_that_is_not_visible() {
        Refusal refusal = refused(choose("api", "notexample.com", COM));
        assertThat(refusal.code()).isEqualTo(RefusalCode.ZONE_NOT_FOUND);
        assertThat(refusal.problem()).contains("api.notexample.com").contains("Available: example.com.");
        assertThat(refused(choose("api", "example.com")).code()).isEqualTo(RefusalCode.ZONE_NOT_FOUND);
    }

    @Test
    void refuses_a_zone_that_cannot_carry_the_tunnel() {
        Refusal refusal = refused(choose("api", "moved.org", COM, MOVED));
        assertThat(refusal.code()).isEqualTo(RefusalCode.ZONE_UNUSABLE);
        assertThat(refusal.problem()).contains("It belongs to another account.");
        assertThat(refused(choose("api.moved.org", "-", COM, MOVED)).code()).isEqualTo(RefusalCode.ZONE_UNUSABLE);
    }

    @Test
    void a_delegated_zone_governs_its_names_even_if_it_is_unusable() {
        Zone delegated = zone("dev.example.com", ZoneStanding.UNUSABLE);
        assertThat(refused(choose("api.dev", "example.com", COM, delegated)).code())
                .isEqualTo(RefusalCode.ZONE_UNUSABLE);
    }

    @ParameterizedTest
    @CsvSource({"a b,example.com", "https://api,example.com", "api:80,example.com", "api,exam ple.com",
            "api,*.example.com",
            "-api,example.com", "a..b,example.com", "api,com", "api,192.0.2.1"})
    void refuses_what_is_no_hostname(String subdomain, String domain) {
        assertThat(refused(choose(subdomain, domain, COM)).code()).isEqualTo(RefusalCode.INVALID_HOSTNAME);
    }

    @Test
    void warns_of_names_too_deep_for_the_certificate() {
        assertThat(HostnameChoice.warnings(COM, HostnamePattern.of("api.example.com"))).isEmpty();
        assertThat(HostnameChoice.warnings(COM, HostnamePattern.of("example.com"))).isEmpty();
        assertThat(HostnameChoice.warnings(COM, HostnamePattern.of("*.example.com"))).isEmpty();
        assertThat(HostnameChoice.warnings(COM, HostnamePattern.of("api.consilio.example.com"))).singleElement()
                .asString().contains("Rename it to api-consilio.example.com.");
        assertThat(HostnameChoice.warnings(COM, HostnamePattern.of("a.b.c.example.com"))).singleElement().asString()
                .contains("Rename it to a-b-c.example.com.");
        assertThat(HostnameChoice.warnings(COM, HostnamePattern.of("*.consilio.example.com"))).singleElement()
                .asString().doesNotContain("Rename").contains("single names");
        Zone two = new Zone("z", "example.com", ZoneStanding.ACTIVE, 2, List.of());
        assertThat(HostnameChoice.warnings(two, HostnamePattern.of("a.b.c.example.com"))).singleElement().asString()
                .contains("Rename it to a-b.c.example.com.");
        Zone any = new Zone("z", "example.com", ZoneStanding.ACTIVE, Integer.MAX_VALUE, List.of());
        assertThat(HostnameChoice.warnings(any, HostnamePattern.of("a.b.c.example.com"))).isEmpty();
    }

    @Test
    void proposes_no_label_that_is_too_long() {
        String deep = "a".repeat(40) + "." + "b".repeat(40) + ".example.com";
        assertThat(HostnameChoice.warnings(COM, HostnamePattern.of(deep))).singleElement().asString()
                .doesNotContain("Rename");
    }

    @Test
    void warns_of_a_zone_that_is_not_served_yet() {
        assertThat(HostnameChoice.warnings(PENDING, HostnamePattern.of("api.pending.org"))).singleElement().asString()
                .contains("pending.org is not served yet").endsWith("It waits for its delegation.");
    }
}
