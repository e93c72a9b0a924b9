package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.domain.ingress.IngressRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cloudflared writes, and what is written to it. */
final class ConnectorWordsTest {

    @ParameterizedTest
    @CsvSource({"http://localhost:5000,http://localhost:5000", "HTTP://localhost:5000,http://localhost:5000",
            "hello-world,hello_world", "http_status:0404,http_status:404", "ssh://host,ssh://host:22",
            "tcp://host,tcp://host:7864", "rdp://[::1]:3389,rdp://[::1]:3389", "unix:/run/a.sock,unix:/run/a.sock",
            "bastion,bastion"})
    void a_service_is_compared_in_the_form_in_which_it_is_reported(String written, String reported) {
        IngressRule rule = new IngressRule("a.example.com", "", written);
        IngressRule seen = new IngressRule("a.example.com", "", reported);
        assertThat(ServiceText.same(List.of(rule), List.of(seen))).isTrue();
        assertThat(ServiceText.same(List.of(rule), List.of(seen, seen))).isFalse();
        assertThat(ServiceText.same(List.of(rule), List.of(new IngressRule("b.example.com", "", reported)))).isFalse();
        assertThat(ServiceText.same(List.of(rule), List.of(new IngressRule("a.example.com", "", "http://else:1"))))
                .isFalse();
    }

    @Test
    void the_configuration_page_is_read_in_all_its_forms() throws IOException {
        StatusReading.Serving serving = StatusPage.parseConfig("""
                {"extra":{"a":[1,{"b":2}]},"version":5,"config":{"warp-routing":{"x":[]},"ingress":[
                 {"hostname":"a.example.com","path":"^/v1","service":"http://localhost:1","Handlers":null,
                  "originRequest":{"connectTimeout":30,"ipRules":[{"prefix":"10.0.0.0/8"}]}},
                 {"path":{"Regexp":"/x"},"service":"hello_world"},
                 {"hostname":"","path":null,"service":"http_status:404","later":[{}]}],"originRequest":{}}}""");
        assertThat(serving.version()).isEqualTo(5);
        assertThat(serving.rules()).containsExactly(new IngressRule("a.example.com", "^/v1", "http://localhost:1"),
                new IngressRule("", "/x", "hello_world"), new IngressRule("", "", "http_status:404"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[1]", "{\"version\":"})
    void what_is_not_the_configuration_page_is_an_error(String body) {
        assertThatThrownBy(() -> StatusPage.parseConfig(body)).isInstanceOf(IOException.class);
    }

    @Test
    void the_lines_that_say_why_are_picked_and_secrets_masked() {
        String token = "eyJhIjoiMTIzNDU2Nzg5MCIsInQiOiJhYmNkZWYifQ==";
        Masking masking = new Masking(
                List.of("--token=tok-abcdef", "--loglevel", "debug", "--credentials-contents", "c0ntents"));
        assertThat(Complaint.pick(List.of("2026-11-20T20:13:47Z INF Starting tunnel",
                "2026-11-20T20:13:47Z ERR first", "2026-11-20T20:13:47Z ERR second token=" + token,
                "2026-11-20T20:13:48Z ERR Connection terminated", "2026-11-20T20:13:48Z ERR third tok-abcdef c0ntents",
                "unknown protocol pigeon"), masking))
                .isEqualTo("2026-11-20T20:13:47Z ERR second token=*** | 2026-11-20T20:13:48Z ERR third *** ***"
                        + " | unknown protocol pigeon");
        assertThat(Complaint.pick(List.of("{\"level\":\"info\",\"message\":\"a\"}",
                "{\"error\":\"x\",\"level\":\"error\",\"message\":\"b\"}"), masking)).contains("\"b\"")
                .doesNotContain("\"a\"");
        assertThat(Complaint.pick(List.of("Incorrect Usage: flag provided but not defined: -x", "", "NAME:",
                "   cloudflared tunnel run", "USAGE:"), masking))
                .isEqualTo("Incorrect Usage: flag provided but not defined: -x");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:20241,127.0.0.1,20241", "[::1]:1,::1,1", ":65535,'',65535", "localhost:80,localhost,80"})
    void addresses_are_read_and_written(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "127.0.0.1", "::1:80", "a:0", "a:65536", "a:b", "a b:1", "a/b:1"})
    void what_is_no_address_is_refused(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void durations_are_written_as_go_reads_them() {
        assertThat(ReplicaStarter.goDuration(Duration.ofSeconds(30))).isEqualTo("30s");
        assertThat(ReplicaStarter.goDuration(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(ReplicaStarter.goDuration(Duration.ZERO)).isEqualTo("0s");
    }

    @Test
    void settings_that_cloudflared_would_refuse_are_refused() {
        ConnectorSettings good = Settings.of(ConnectorSettings.Kind.AUTO, Path.of("/tmp"),
                List.of(new HostPort("127.0.0.1", 1)));
        assertThatThrownBy(() -> new ConnectorSettings(good.kind(), good.unit(), good.containers(), good.binary(),
                List.of(), good.metrics(), Duration.ofMinutes(10), good.configFile(), good.stateDir(),
                good.instanceId(), good.readyTimeout())).hasMessageContaining("PT10M");
        assertThatThrownBy(() -> Settings.of(ConnectorSettings.Kind.AUTO, Path.of("/tmp"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
