package dev.tunnelmanager.domain.hostname;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostnamePatternTest {

    private static final String LABEL_63 = "a".repeat(63);

    @ParameterizedTest
    @CsvSource({"api.example.com,api.example.com", "API.Example.COM,api.example.com",
            "api.example.com.,api.example.com",
            "' api.example.com ',api.example.com", "*.example.com,*.example.com",
            "bücher.example,xn--bcher-kva.example",
            "*.BÜCHER.example,*.xn--bcher-kva.example", "1.example.com,1.example.com",
            "a--b.example.com,a--b.example.com",
            "例え。テスト,xn--r8jz45g.xn--zckzah", "faß.example,fass.example"})
    void reads_names(String raw, String canonical) {
        assertThat(HostnamePattern.parse(raw)).isEqualTo(Verdict.granted(HostnamePattern.of(canonical)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "example", "*", "*.", "*.com", "a..example.com", ".example.com",
            "-a.example.com",
            "a-.example.com", "a_b.example.com", "a b.example.com", "a.*.example.com", "**.example.com",
            "*a.example.com", "*.*.example.com", "https://a.example.com", "a.example.com:80", "a.example.com/x",
            "192.0.2.1", "a.example.123", "a.example.com..", "a\u0000.example.com", "::1", "a@example.com", "a\n.b.com",
            "\u200b.example.com"})
    void refuses_what_is_no_name(String raw) {
        assertThat(HostnamePattern.parse(raw)).isInstanceOfSatisfying(Verdict.Refused.class,
                refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INVALID_HOSTNAME));
    }

    @Test
    void keeps_to_the_limits_of_length() {
        assertThat(HostnamePattern.parse(LABEL_63 + ".example")).isInstanceOf(Verdict.Granted.class);
        assertThat(HostnamePattern.parse("a" + LABEL_63 + ".example")).isInstanceOf(Verdict.Refused.class);
        String most = LABEL_63 + "." + LABEL_63 + "." + LABEL_63 + "." + "a".repeat(61);
        assertThat(most).hasSize(253);
        assertThat(HostnamePattern.parse(most)).isInstanceOf(Verdict.Granted.class);
        assertThat(HostnamePattern.parse(most + ".")).isInstanceOf(Verdict.Granted.class);
        assertThat(HostnamePattern.parse(most + "a")).isInstanceOf(Verdict.Refused.class);
        assertThat(HostnamePattern.parse("x".repeat(1_000_000))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void shows_no_more_than_a_little_of_a_long_text() {
        assertThat(HostnamePattern.parse("x ".repeat(100_000)).toString().length()).isLessThan(1_000);
    }

    @Test
    void a_value_that_exists_is_canonical() {
        assertThatThrownBy(() -> HostnamePattern.of("API.example.com")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void compares_on_label_boundaries() {
        assertThat(HostnamePattern.of("a.example.com").isWithin("example.com")).isTrue();
        assertThat(HostnamePattern.of("example.com").isWithin("example.com")).isTrue();
        assertThat(HostnamePattern.of("*.example.com").isWithin("example.com")).isTrue();
        assertThat(HostnamePattern.of("notexample.com").isWithin("example.com")).isFalse();
    }

    @Test
    void a_wildcard_covers_every_depth_and_not_its_base() {
        HostnamePattern wildcard = HostnamePattern.of("*.example.com");
        assertThat(wildcard.covers(HostnamePattern.of("a.example.com"))).isTrue();
        assertThat(wildcard.covers(HostnamePattern.of("b.a.example.com"))).isTrue();
        assertThat(wildcard.covers(HostnamePattern.of("*.a.example.com"))).isTrue();
        assertThat(wildcard.covers(wildcard)).isTrue();
        assertThat(wildcard.covers(HostnamePattern.of("example.com"))).isFalse();
        assertThat(wildcard.covers(HostnamePattern.of("notexample.com"))).isFalse();
        assertThat(HostnamePattern.of("a.example.com").covers(HostnamePattern.of("*.a.example.com"))).isFalse();
    }

    @Test
    void what_cannot_be_written_in_ascii_is_told_in_words() {
        assertThat(HostnamePattern.parse("a\ud800.example")).isInstanceOfSatisfying(Verdict.Refused.class,
                refused -> assertThat(refused.refusal().problem()).contains("it cannot be written in ASCII (")
                        .doesNotContain("Exception", "java."));
    }
}
