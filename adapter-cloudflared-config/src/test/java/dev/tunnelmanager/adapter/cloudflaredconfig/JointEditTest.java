package dev.tunnelmanager.adapter.cloudflaredconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JointEditTest {

    private static final String FILE = """
            tunnel: t
            ingress:
              # Eve's
              - hostname: blog.example.com
                service: http://localhost:8081   # old box
              - hostname: "a.example.com"
                service: "http://localhost:1"
              # between
              - hostname: "b.example.com"
                service: "http://localhost:2"
              - hostname: "*.example.com"
                service: http://localhost:9
              - service: http_status:404
            """;

    private final ConfigEditor editor = new ConfigEditor("config.yml");

    @Test
    void several_changes_at_once_leave_the_text_that_they_leave_one_by_one() {
        List<OwnRule> puts = List.of(rule("b.example.com", 7), rule("c.example.com", 3), rule("d.example.com", 4),
                rule("e.example.org", 5));
        Set<HostnamePattern> removals = Set.of(HostnamePattern.of("a.example.com"));
        ConfigDocument before = read(FILE);
        ConfigDocument atOnce = JointEdit.of(before, edit(puts, removals)).orElseThrow();
        ConfigDocument oneByOne = before;
        for (OwnRule put : puts) {
            oneByOne = applied(oneByOne, edit(List.of(put), Set.of()));
        }
        oneByOne = applied(oneByOne, edit(List.of(), removals));
        assertThat(text(atOnce)).isEqualTo(text(oneByOne)).isEqualTo("""
                tunnel: t
                ingress:
                  # Eve's
                  - hostname: blog.example.com
                    service: http://localhost:8081   # old box
                  # between
                  - hostname: "b.example.com"
                    service: "http://localhost:7"
                  - hostname: "c.example.com"
                    service: "http://localhost:3"
                  - hostname: "d.example.com"
                    service: "http://localhost:4"
                  - hostname: "*.example.com"
                    service: http://localhost:9
                  - hostname: "e.example.org"
                    service: "http://localhost:5"
                  - service: http_status:404
                """);
    }

    @Test
    void changes_that_find_everything_as_they_want_it_leave_the_very_text() {
        ConfigDocument before = read(FILE);
        assertThat(JointEdit.of(before, edit(List.of(rule("a.example.com", 1), rule("b.example.com", 2)),
                Set.of(HostnamePattern.of("gone.example.com"))))).containsSame(before);
    }

    @Test
    void a_rule_that_has_to_move_is_left_to_single_steps() {
        ConfigDocument before = read("""
                ingress:
                  - hostname: "*.example.com"
                    service: http://localhost:9
                  - hostname: "a.example.com"
                    service: "http://localhost:1"
                  - service: http_status:404
                """);
        IngressEdit edit = edit(List.of(rule("a.example.com", 1), rule("b.example.com", 2)), Set.of());
        assertThat(JointEdit.of(before, edit)).isEmpty();
        assertThat(applied(before, edit).rules().stream().map(rule -> rule.hostname()))
                .containsExactly("a.example.com", "b.example.com", "*.example.com", "");
    }

    private ConfigDocument read(String text) {
        if (editor.read(text.getBytes(UTF_8)) instanceof Verdict.Granted<ConfigDocument> granted) {
            return granted.value();
        }
        throw new AssertionError("Not read: " + text);
    }

    private ConfigDocument applied(ConfigDocument document, IngressEdit edit) {
        if (editor.apply(document, edit) instanceof EditedConfig.Ready ready) {
            return ready.document();
        }
        throw new AssertionError("Refused: " + edit);
    }

    private static String text(ConfigDocument document) {
        return new String(document.text().bytes(), UTF_8);
    }

    private static OwnRule rule(String hostname, int port) {
        return new OwnRule(HostnamePattern.of(hostname), new OriginService("http://localhost:" + port), true);
    }

    /** Everything on ports up to nine on this host is ours. */
    private static IngressEdit edit(List<OwnRule> puts, Set<HostnamePattern> removals) {
        Set<OriginService> services = Arrays.stream(new int[]{1, 2, 3, 4, 5, 7})
                .mapToObj(port -> new OriginService("http://localhost:" + port)).collect(Collectors.toSet());
        Map<HostnamePattern, Set<OriginService>> mine = Stream
                .concat(puts.stream().map(OwnRule::hostname), removals.stream())
                .collect(Collectors.toMap(hostname -> hostname, hostname -> services));
        return new IngressEdit(puts, removals, mine);
    }
}
