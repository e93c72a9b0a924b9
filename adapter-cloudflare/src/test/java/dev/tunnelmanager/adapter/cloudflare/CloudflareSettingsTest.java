package dev.tunnelmanager.adapter.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudflareSettingsTest {

    @Test
    void defaults_fit_the_real_api() {
        assertThat(CloudflareSettings.Limits.defaults()).isEqualTo(new CloudflareSettings.Limits(Duration.ofSeconds(3),
                Duration.ofSeconds(5), 4, Duration.ofSeconds(9), 3, 40, 12, Duration.ofSeconds(5),
                Duration.ofMinutes(5), 8_388_608));
        assertThat(CloudflareSettings.REAL_API).hasToString("https://api.cloudflare.com/client/v4");
    }

    @Test
    void ids_and_names_are_made_canonical() {
        CloudflareSettings settings = new CloudflareSettings(CloudflareSettings.REAL_API, Optional::empty,
                Optional.of(" "), " F70FF985 ", Set.of("Example.COM "), CloudflareSettings.Limits.defaults());
        assertThat(settings.tunnelTarget()).isEqualTo("f70ff985.cfargotunnel.com");
        assertThat(settings.accountId()).isEmpty();
        assertThat(settings.allowedZones()).containsExactly("example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com", "api.cloudflare.com", "https:///client/v4", "file:/tmp/x"})
    void an_address_that_is_not_of_an_http_api_is_a_programming_error(String api) {
        assertThatThrownBy(() -> Fixtures.settings(URI.create(api))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(api);
    }
}
