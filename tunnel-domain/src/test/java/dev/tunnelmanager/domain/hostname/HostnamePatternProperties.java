package dev.tunnelmanager.domain.hostname;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.Locale;
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
}
