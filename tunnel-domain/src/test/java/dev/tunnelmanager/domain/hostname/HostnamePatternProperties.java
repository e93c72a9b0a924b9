package dev.tunnelmanager.domain.hostname;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HostnamePatternProperties {

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> labels = Arbitraries.strings().withCharRange('a', 'z').withCharRange('0', '9').withChars('-')
                .ofMinLength(1).ofMaxLength(63)
                .filter(label -> !label.startsWith("-") && !label.endsWith("-") && !label.startsWith("xn--"));
        return labels.list().ofMinSize(1).ofMaxSize(3)
                .map(parts -> String.join(".", parts) + ".example");
    }

    @Property
    void any_text_is_read_or_refused(@ForAll String raw) {
        switch (HostnamePattern.parse(raw)) {
            case Verdict.Granted<HostnamePattern> granted -> assertThat(granted.value().text())
                    .matches("(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+").hasSizeLessThanOrEqualTo(253);
            case Verdict.Refused<HostnamePattern> refused -> assertThat(refused.refusal().problem()).isNotBlank();
        }
    }

    @Property
    void a_name_by_the_rules_is_accepted_in_any_case(@ForAll("names") String name) {
        assertThat(HostnamePattern.parse(name)).isEqualTo(Verdict.granted(new HostnamePattern(name)));
        assertThat(HostnamePattern.parse(name.toUpperCase(Locale.ROOT) + "."))
                .isEqualTo(Verdict.granted(new HostnamePattern(name)));
        assertThat(HostnamePattern.parse("*." + name)).isEqualTo(Verdict.granted(new HostnamePattern("*." + name)));
    }

    @Property
    void reading_again_changes_nothing(@ForAll String raw) {
        if (HostnamePattern.parse(raw + ".example") instanceof Verdict.Granted<HostnamePattern> granted) {
            assertThat(HostnamePattern.parse(granted.value().text())).isEqualTo(granted);
        }
    }

    @Property
    void a_name_lies_within_each_of_its_suffixes_and_below_no_longer_text(@ForAll("names") String name) {
        HostnamePattern pattern = HostnamePattern.of(name);
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            assertThat(pattern.isWithin(name.substring(dot + 1))).isTrue();
        }
        assertThat(pattern.isWithin("x" + name)).isFalse();
        if (HostnamePattern.parse("x" + name) instanceof Verdict.Granted<HostnamePattern> longer) {
            assertThat(longer.value().isWithin(name)).isFalse();
        }
    }

    /** Labels and names about as long as they may be: the limits are counted here once more, in octets. */
    @Property
    void the_limits_hold_to_the_octet(@ForAll("lengths") List<Integer> lengths) {
        String name = lengths.stream().map("a"::repeat).collect(Collectors.joining(".")) + ".example";
        boolean fits = lengths.stream().allMatch(length -> length >= 1 && length <= 63)
                && name.getBytes(StandardCharsets.UTF_8).length <= 253;
        assertThat(HostnamePattern.parse(name) instanceof Verdict.Granted).as(name).isEqualTo(fits);
        assertThat(HostnamePattern.parse(name + ".") instanceof Verdict.Granted).as("%s.", name).isEqualTo(fits);
    }

    @Provide
    Arbitrary<List<Integer>> lengths() {
        return Arbitraries.oneOf(Arbitraries.integers().between(60, 65), Arbitraries.integers().between(0, 64),
                Arbitraries.just(63)).list().ofMinSize(1).ofMaxSize(5);
    }

    /** What looks like a name and is written in any script, or in pieces of what names are made of. */
    @Property(tries = 2000)
    void what_looks_like_a_name_is_read_or_refused_in_words(@ForAll("lookalikes") String raw) {
        List<Zone> zones = List.of(new Zone("z1", "example.com", ZoneStanding.ACTIVE, 1, List.of()));
        assertAnswered(HostnamePattern.parse(raw));
        assertAnswered(HostnameChoice.decide(raw, Optional.empty(), Optional.of("example.com"), zones));
        assertAnswered(HostnameChoice.decide(raw, Optional.of("example.com"), Optional.empty(), zones));
        assertAnswered(HostnameChoice.decide("api", Optional.of(raw), Optional.empty(), zones));
    }

    private static void assertAnswered(Verdict<?> verdict) {
        if (verdict instanceof Verdict.Refused<?> refused) {
            assertThat(refused.refusal().problem()).isNotBlank().doesNotContain("Exception").hasSizeLessThan(1_000);
            assertThat(refused.refusal().recommendation()).isNotBlank().hasSizeLessThan(1_000);
        }
        if (verdict instanceof Verdict.Granted<?>(HostnameChoice.Chosen chosen)) {
            assertThat(chosen.hostname().isWithin("example.com")).as("%s", chosen).isTrue();
        }
    }

    @Provide
    Arbitrary<String> lookalikes() {
        Arbitrary<String> pieces = Arbitraries.oneOf(
                Arbitraries.of(".", "*", "*.", "-", "_", "@", "xn--", "xn--a", "xn--99999999", "example.com", "com",
                        "1", "127.0.0.1", "::1", "[", "/", ":443", "http://", " ", "\t", "\u0000", "\u00df", "\u0130",
                        "\u3002", "\uff0e", "\u200d", "\ud800", "\udc00", "bücher", "例え", "мир", "\u0345", "é",
                        "🎉", "a".repeat(64), "ü".repeat(60), "a.".repeat(130), "9".repeat(300)),
                Arbitraries.strings().ofMaxLength(3), Arbitraries.strings().alpha().numeric().ofMaxLength(5));
        return pieces.list().ofMaxSize(6).map(parts -> String.join("", parts));
    }
}
