package dev.tunnelmanager.domain.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cloudflared 2026.8.2 was seen to accept and to refuse. */
class IngressValidityTest {

    private static final IngressRule CATCH_ALL = new IngressRule("", "", "http_status:404");

    private static List<Refusal> withService(String service) {
        return IngressValidity.check(List.of(new IngressRule("a.example.com", "", service), CATCH_ALL));
    }

    private static List<Refusal> withHostname(String hostname) {
        return IngressValidity.check(List.of(new IngressRule(hostname, "", "http://localhost:80"), CATCH_ALL));
    }

    private static List<Refusal> withPath(String path) {
        return IngressValidity.check(List.of(new IngressRule("a.example.com", path, "http://localhost:80"), CATCH_ALL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_status:404", "http_status:0404", "http_status:100", "http_status:999", "unix:/p",
            "unix:",
            "unix+tls:/p", "unix:///p", "hello_world", "hello-world", "bastion", "socks-proxy", "http://localhost:8080",
            "https://10.0.0.5", "ws://a:1", "wss://a", "tcp://a:22", "ssh://a:22", "rdp://a:3389", "smb://a:445",
            "ftp://a", "h2c://a:1", "http://a:99999", "http://a:80?q=1", "http://user:pw@a:80", "http://[::1]:80",
            "http://[::1]", "HTTP://a", "http://a:", "http://a_b:80"})
    void accepts_services(String service) {
        assertThat(withService(service)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:80", "8080", "nothing", "127.0.0.1:8000", "http://localhost/",
            "http://a:80/x",
            "http://localhost:abc", "http://local host", "http://", "http://:80", "http_status:99", "http_status:1000",
            "http_status:abc", "http_status:", "http_status: 404", "http:/a", "://a", "http://[::1", "http://a\u0001",
            "http://a%20b"})
    void refuses_services(String service) {
        assertThat(withService(service)).singleElement()
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(RefusalCode.INGRESS_INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.example.com", "*example.com", "not a host!!", "bücher.example", "A.EXAMPLE.COM",
            "a.example.com",
            "::1", "*."})
    void accepts_hostnames(String hostname) {
        assertThat(withHostname(hostname)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.*.x", "x.*", "*.*.x", "a.example.com:80", "https://a.b", "a:", "[::1]:80"})
    void refuses_hostnames(String hostname) {
        assertThat(withHostname(hostname)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/*", "^/api/", "\\.(jpg|png)$", "a+?", "(?i)x", "(?P<name>x)", "(?<name>x)",
            "(?:a|b)*",
            "[[:alpha:]]", "[a-z\\d-]", "[]a]", "[^]a]", "\\pL", "\\p{Greek}", "\\x{10FFFF}", "\\Qa.*\\E", "a{2,3}",
            "a{,3}", "a{1000}", "{", "\\/", "^*", "\\012", "é+", "(|a)", "[\\]]", "a||b", "(?s:.)", "()"})
    void accepts_paths(String path) {
        assertThat(withPath(path)).as(path).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "(?!x)", "(?=x)", "(?<=x)", "(?<!x)", "(?>x)", "a++", "a*+", "a**", "a{2}{3}", "\\1",
            "(a)\\1",
            "*", "+", "?", "(", ")", "a|*", "\\", "[z-a]", "[[:nope:]]", "a{1001}", "a{3,2}", "(?P<n>a)(?P<n>b)",
            "(?P<>a)", "(?x)a", "\\Z", "\\h", "\\k<n>", "\\C", "[a", "(?i-)a", "(*a)"})
    void refuses_paths(String path) {
        assertThat(withPath(path)).as(path).hasSize(1);
    }

    @Test
    void refuses_an_empty_list() {
        assertThat(IngressValidity.check(List.of())).singleElement().asString().contains("no ingress rules");
    }

    @Test
    void refuses_a_last_rule_with_a_filter() {
        assertThat(IngressValidity.check(List.of(new IngressRule("a.example.com", "", "http://localhost:80"))))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.problem()).isEqualTo(
                        "Ingress rule 1 of 1 (`a.example.com`) is the last and does not match every request."));
        assertThat(IngressValidity.check(List.of(new IngressRule("", "/x", "http://localhost:80")))).hasSize(1);
    }

    @Test
    void refuses_a_catch_all_before_the_end() {
        IngressRule rule = new IngressRule("a.example.com", "", "http://localhost:80");
        assertThat(IngressValidity.check(List.of(rule, new IngressRule("*", "", "http://x"), rule, CATCH_ALL)))
                .singleElement().satisfies(refusal -> {
                    assertThat(refusal.problem())
                            .isEqualTo("Ingress rule 2 of 4 (`*`) matches every hostname, so rules 3"
                                    + " and 4 can never apply.");
                    assertThat(refusal.recommendation()).isEqualTo("Move it to the end.");
                });
    }

    @Test
    void reports_every_problem_in_order() {
        List<Refusal> problems = IngressValidity.check(
                List.of(new IngressRule("a:1", "[", "nothing"), new IngressRule("x.*", "", "http://a"), CATCH_ALL));
        assertThat(problems).hasSize(4);
        assertThat(problems.getLast().problem()).startsWith("Ingress rule 2 of 3");
    }

    @Test
    void accepts_duplicates_and_shadowed_rules() {
        IngressRule wildcard = new IngressRule("*.example.com", "", "http://localhost:1");
        IngressRule below = new IngressRule("a.example.com", "", "http://localhost:2");
        assertThat(IngressValidity.check(List.of(wildcard, below, below, CATCH_ALL))).isEmpty();
    }
}
