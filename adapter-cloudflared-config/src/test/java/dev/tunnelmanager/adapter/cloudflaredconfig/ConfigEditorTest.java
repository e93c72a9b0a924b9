package dev.tunnelmanager.adapter.cloudflaredconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tunnelmanager.adapter.cloudflaredconfig.Corpus.Sample;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfigEditorTest {

    private static final HostnamePattern API = HostnamePattern.of("api.example.com");
    private static final HostnamePattern SECURE = HostnamePattern.of("secure.example.org");
    private static final OriginService SERVICE = new OriginService("http://localhost:5000");
    private static final OriginService HTTPS = new OriginService("https://web:8443");

    private final ConfigEditor editor = new ConfigEditor("config.yml");

    private ConfigDocument read(byte[] bytes) {
        return switch (editor.read(bytes)) {
            case Verdict.Granted<ConfigDocument> granted -> granted.value();
            case Verdict.Refused<ConfigDocument> refused -> throw new AssertionError(refused.refusal());
        };
    }

    private ConfigDocument read(String text) {
        return read(text.getBytes(UTF_8));
    }

    private static EditedConfig.Ready ready(EditedConfig edited) {
        assertThat(edited).isInstanceOf(EditedConfig.Ready.class);
        return (EditedConfig.Ready) edited;
    }

    private String put(String text, HostnamePattern hostname, OriginService service, OriginService... mine) {
        return applied(text, List.of(new OwnRule(hostname, service, true)), Set.of(), Map.of(hostname, Set.of(mine)));
    }

    private String remove(String text, HostnamePattern hostname, OriginService... mine) {
        return applied(text, List.of(), Set.of(hostname), Map.of(hostname, Set.of(mine)));
    }

    private String applied(String text, List<OwnRule> puts, Set<HostnamePattern> removals,
            Map<HostnamePattern, Set<OriginService>> mine) {
        return new String(
                ready(editor.apply(read(text), new IngressEdit(puts, removals, mine))).document().text().bytes(),
                UTF_8);
    }

    private Refusal refusal(String text, IngressEdit edit) {
        EditedConfig edited = editor.apply(read(text), edit);
        assertThat(edited).isInstanceOf(EditedConfig.Refused.class);
        return ((EditedConfig.Refused) edited).refusal();
    }

    private static IngressEdit removal(HostnamePattern hostname) {
        return new IngressEdit(List.of(), Set.of(hostname), Map.of(hostname, Set.of(SERVICE)));
    }

    static List<Sample> usable() {
        return Corpus.allUsable();
    }

    static List<Sample> unusable() {
        return Corpus.unusable().toList();
    }

    @ParameterizedTest
    @MethodSource("usable")
    void edits_look_as_in_the_golden_file(Sample sample) throws IOException {
        IngressEdit edit = new IngressEdit(
                List.of(new OwnRule(API, SERVICE, true), new OwnRule(SECURE, HTTPS, false)), Set.of(), Map.of());
        byte[] edited = ready(editor.apply(read(sample.bytes()), edit)).document().text().bytes();
        Path golden = sample.path().resolveSibling("../golden/" + sample.path().getFileName()).normalize();
        // Run once with -Dsurefire.argLine=-Dgolden.write=DIRECTORY to write them anew; then read the difference.
        String write = System.getProperty("golden.write", "");
        if (!write.isEmpty()) {
            Files.write(Path.of(write).resolve(golden.getFileName()), edited);
        }
        assertThat(new String(edited, UTF_8)).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("usable")
    void taking_back_what_was_put_gives_the_original_bytes(Sample sample) {
        ConfigDocument before = read(sample.bytes());
        if (!before.hasCatchAll()) {
            before = ready(
                    editor.apply(before, new IngressEdit(List.of(new OwnRule(API, SERVICE, true)), Set.of(), Map.of())))
                    .document();
            before = ready(editor.apply(before, removal(API))).document();
        }
        IngressEdit put = new IngressEdit(List.of(new OwnRule(API, SERVICE, true), new OwnRule(SECURE, HTTPS, false)),
                Set.of(),
                Map.of());
        ConfigDocument with = ready(editor.apply(before, put)).document();
        IngressEdit change = new IngressEdit(
                List.of(new OwnRule(API, HTTPS, false), new OwnRule(SECURE, SERVICE, true)),
                Set.of(), Map.of(API, Set.of(SERVICE), SECURE, Set.of(HTTPS)));
        ConfigDocument changed = ready(editor.apply(with, change)).document();
        IngressEdit remove = new IngressEdit(List.of(), Set.of(API, SECURE),
                Map.of(API, Set.of(HTTPS), SECURE, Set.of(SERVICE)));
        assertThat(ready(editor.apply(changed, remove)).document().text().bytes()).isEqualTo(before.text().bytes());
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void says_where_a_file_is_wrong(Sample sample) throws IOException {
        Refusal refusal = switch (editor.read(sample.bytes())) {
            case Verdict.Refused<ConfigDocument> refused -> refused.refusal();
            case Verdict.Granted<ConfigDocument> granted -> editor.faultBesidesCatchAll(granted.value()).orElseThrow();
        };
        String expected = Files.readString(sample.path().resolveSibling(sample.name() + ".expected.txt")).strip();
        assertThat(refusal.code()).isEqualTo(RefusalCode.INGRESS_INVALID);
        assertThat(refusal.problem()).contains(expected).endsWith(".");
    }

    @Test
    void keeps_comments_between_the_lines_of_our_rule_when_it_goes() {
        String text = """
                ingress:
                  # above
                  - hostname: api.example.com # ours
                    # inside

                    service: http://localhost:5000 # ours
                  # below
                  - service: http_status:404
                """;
        assertThat(remove(text, API, SERVICE)).isEqualTo("""
                ingress:
                  # above
                    # inside

                  # below
                  - service: http_status:404
                """);
    }

    @Test
    void keeps_a_comment_behind_our_service_when_only_the_service_changes() {
        String text = """
                ingress:
                  - service: 'http://localhost:5000'   # keep me
                    # and me
                    hostname: api.example.com
                  - service: http_status:404
                """;
        assertThat(put(text, API, HTTPS, SERVICE)).isEqualTo("""
                ingress:
                  - service: "https://web:8443"   # keep me
                    # and me
                    hostname: api.example.com
                  - service: http_status:404
                """);
    }

    @Test
    void refuses_a_removal_that_would_turn_a_comment_into_text() {
        String text = """
                ingress:
                  - hostname: blog.example.com
                    service: http://localhost:8000
                    x-note: |
                     text
                  - hostname: api.example.com
                     # swallowed
                    service: http://localhost:5000
                  - service: http_status:404
                """;
        assertThat(refusal(text, removal(API)).code()).isEqualTo(RefusalCode.INGRESS_INVALID);
    }

    @Test
    void takes_a_rule_for_changed_when_it_holds_what_we_never_write() {
        for (String extra : List.of("path: /x", "originRequest: {connectTimeout: 1s}",
                "originRequest: {noTLSVerify: false}",
                "x-team: web", "<<: {path: /x}")) {
            String text = "ingress:\n  - hostname: api.example.com\n    service: http://localhost:5000\n    " + extra
                    + "\n  - service: http_status:404\n";
            assertThat(refusal(text, removal(API)).code()).as(extra).isEqualTo(RefusalCode.RULE_CHANGED);
        }
        String anchored = "ingress:\n  - &a\n    hostname: api.example.com\n    service: http://localhost:5000\n"
                + "  - service: http_status:404\nx: *a\n";
        assertThat(refusal(anchored, removal(API)).code()).isEqualTo(RefusalCode.RULE_CHANGED);
        String aliased = "x: &a {hostname: api.example.com, service: http://localhost:5000}\ningress:\n  - *a\n"
                + "  - service: http_status:404\n";
        assertThat(refusal(aliased, removal(API)).code()).isEqualTo(RefusalCode.RULE_CHANGED);
    }

    @Test
    void names_line_and_column_of_a_rule_that_is_not_ours() {
        String text = "ingress:\n  - hostname: blog.example.com\n    service: http://a\n  - hostname: API.example.com.\n"
                + "    service: http://localhost:5000\n  - service: http_status:404\n";
        Refusal refusal = refusal(text,
                new IngressEdit(List.of(new OwnRule(API, SERVICE, true)), Set.of(), Map.of()));
        assertThat(refusal.code()).isEqualTo(RefusalCode.FOREIGN_RULE);
        assertThat(refusal.problem()).isEqualTo("Ingress rule 2 of 3 in config.yml, line 4, column 5 is already for"
                + " api.example.com (service http://localhost:5000) and was not written by Tunnel Manager.");
    }

    @Test
    void finds_no_line_break_to_copy_and_takes_the_usual_one() {
        assertThat(put("{ingress: [{service: 'http_status:404'}]}", API, SERVICE)).isEqualTo(
                "{ingress: [{\"hostname\": \"api.example.com\", \"service\": \"http://localhost:5000\"}, {service: 'http_status:404'}]}");
    }

    @Test
    void removes_a_rule_on_the_last_line_of_a_text_without_a_final_line_break() {
        String text = "ingress:\n  - hostname: api.example.com\n    service: http://localhost:5000";
        OwnRule other = new OwnRule(SECURE, SERVICE, true);
        EditedConfig edited = editor.apply(read(text),
                new IngressEdit(List.of(other), Set.of(API), Map.of(API, Set.of(SERVICE))));
        assertThat(new String(ready(edited).document().text().bytes(), UTF_8)).isEqualTo("""
                ingress:
                  - hostname: "secure.example.org"
                    service: "http://localhost:5000"
                  - service: "http_status:404\"""");
        assertThat(ready(edited).notes()).hasSize(1);
    }

    @Test
    void reads_five_megabytes_of_brackets_in_no_time() {
        byte[] brackets = ("x: " + "[".repeat(5_000_000)).getBytes(UTF_8);
        assertThat(editor.read(brackets)).asInstanceOf(type(Verdict.Refused.class))
                .satisfies(refused -> assertThat(refused.refusal().problem()).contains("nested"));
    }

    @Test
    void a_character_that_the_parser_quotes_does_not_break_the_line() {
        assertThat(editor.read("%YAML 1\ningress: []\n".getBytes(UTF_8))).asInstanceOf(type(Verdict.Refused.class))
                .satisfies(refused -> assertThat(refused.refusal().problem()).contains("not valid YAML")
                        .doesNotContain("\n"));
    }

    @Test
    void edits_ten_thousand_rules() {
        StringBuilder text = new StringBuilder("ingress:\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  - hostname: h").append(i).append(".example.net\n    service: http://localhost:80\n");
        }
        String all = text.append("  - service: http_status:404\n").toString();
        assertThat(remove(put(all, API, SERVICE), API, SERVICE)).isEqualTo(all);
    }

    @Test
    void says_nothing_about_a_place_where_there_is_none() {
        assertThat(editor.read(new byte[0])).asInstanceOf(type(Verdict.Refused.class))
                .satisfies(refused -> assertThat(refused.refusal().toString()).contains("config.yml"));
        assertThat(Optional.of(new byte[]{(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}).map(editor::read).orElseThrow())
                .isInstanceOf(Verdict.Refused.class);
    }
}
