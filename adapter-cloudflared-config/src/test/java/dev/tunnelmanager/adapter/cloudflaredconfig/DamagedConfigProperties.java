package dev.tunnelmanager.adapter.cloudflaredconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in a config file, it is read or refused in words; and what is read takes an edit, or refuses that. */
final class DamagedConfigProperties {

    private static final HostnamePattern NAME = HostnamePattern.of("new.example.com");
    private static final IngressEdit EDIT = new IngressEdit(
            List.of(new OwnRule(NAME, new OriginService("http://localhost:5000"), true)), Set.of(), Map.of());

    private final ConfigEditor editor = new ConfigEditor("config.yml");

    @Property(tries = 400)
    void random_bytes_are_read_or_refused(@ForAll byte[] content) {
        assertAnswered(content);
    }

    @Property(tries = 800)
    void damaged_files_are_read_or_refused(@ForAll("damaged") byte[] content) {
        assertAnswered(content);
    }

    private void assertAnswered(byte[] content) {
        switch (editor.read(content)) {
            case Verdict.Refused<ConfigDocument>(Refusal refusal) -> assertWords(refusal);
            case Verdict.Granted<ConfigDocument>(ConfigDocument document) -> {
                assertThat(document.text().bytes()).as("read and written again").isEqualTo(content);
                switch (editor.apply(document, EDIT)) {
                    case EditedConfig.Ready ready -> assertThat(ready.document().rules().stream()
                            .filter(rule -> rule.hostname().equals(NAME.text()))).hasSize(1);
                    case EditedConfig.Refused refused -> assertWords(refused.refusal());
                }
            }
        }
    }

    private static void assertWords(Refusal refusal) {
        assertThat(refusal.code()).isIn(RefusalCode.INGRESS_INVALID, RefusalCode.FOREIGN_RULE,
                RefusalCode.RULE_CHANGED);
        assertThat(refusal.problem()).contains("config.yml").doesNotContain("Exception", "\n", "\tat ")
                .hasSizeLessThan(2_000);
        assertThat(refusal.recommendation()).isNotBlank().doesNotContain("{place}");
    }

    /** Files as people write them, with some bytes of one replaced by others. */
    @Provide
    Arbitrary<byte[]> damaged() {
        List<byte[]> corpus = Corpus.usable().map(Corpus.Sample::bytes).toList();
        Arbitrary<byte[]> snippets = Arbitraries.oneOf(
                Arbitraries.of("", "- ", ": ", "\n", "\n  ", "\t", "[", "]", "{", "}", "&a ", "*a ", "!!int ", "!x ",
                        "? ", "|\n", ">-\n", "'", "\"", "#", "%YAML 9.9\n", "---\n", "...\n", "<<: ", "null", "\0",
                        "\uFEFF", "\u2028", "\r", "ingress:\n", "- hostname: new.example.com\n", "service:", "\\x",
                        "[".repeat(300), "- ".repeat(300), "a: ".repeat(40), "&a [*a]", "🎉", "\u0085")
                        .map(text -> text.getBytes(UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(4));
        return Combinators.combine(Arbitraries.of(corpus), Arbitraries.integers().between(0, 999),
                Arbitraries.of(0, 0, 1, 2, 5, 30), snippets).as((whole, at, cut, snippet) -> {
                    int from = whole.length * at / 1000;
                    int to = Math.min(whole.length, from + cut);
                    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
                    damaged.write(whole, 0, from);
                    damaged.writeBytes(snippet);
                    damaged.write(whole, to, whole.length - to);
                    return damaged.toByteArray();
                });
    }
}
