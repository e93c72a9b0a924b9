package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.diagnosis.LogSignal.Kind;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines are those that cloudflared 2026.8.2 was seen to write. */
final class LogTextTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String AT = "2026-11-20T12:00:00Z ";

    private static List<LogSignal> read(Instant since, String... lines) {
        return new LogText(Stream.of(lines).map(LogLine::parse).toList(), NOON.plusSeconds(60)).signals(since,
                new Masking(List.of("--token", "s3cr3t-value")));
    }

    private static List<Kind> kinds(String... lines) {
        return read(Instant.EPOCH, lines).stream().map(LogSignal::kind).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "TRANSPORT_TIMEOUT | ERR failed to accept incoming stream requests error=\"failed to accept QUIC stream: timeout: no recent network activity\" connIndex=0",
            "TRANSPORT_TIMEOUT | ERR Failed to serve quic connection error=\"timeout: no recent network activity\" connIndex=1",
            "EDGE_LOST | ERR failed to accept incoming stream requests error=\"failed to accept QUIC stream: Application error 0x0 (remote)\"",
            "EDGE_LOST | ERR Failed to dial a quic connection error=\"failed to dial to edge with quic: timeout: no recent network activity\"",
            "EDGE_LOST | WRN Unable to establish connection with Cloudflare edge error=\"TLS handshake with edge error: EOF\"",
            "EDGE_LOST | INF Lost connection with the edge connIndex=2",
            "EDGE_LOST | ERR there are no free edge addresses left to resolve to",
            "REGISTRATION_REFUSED | ERR Register tunnel error from server side error=\"Unauthorized: Failed to get tunnel\"",
            "REGISTRATION_REFUSED | ERR initial tunnel connection failed",
            "NAME_RESOLUTION_FAILED | ERR Failed to refresh DNS local resolver error=\"lookup region1.v2.argotunnel.com: i/o timeout\"",
            "NAME_RESOLUTION_FAILED | ERR Failed to initialize DNS local resolver error=\"lookup region1.v2.argotunnel.com: i/o timeout\"",
            "NAME_RESOLUTION_FAILED | ERR edge discovery: error looking up Cloudflare edge IPs: the DNS query failed error=\"lookup _v2-origintunneld._tcp.argotunnel.com on 192.0.2.1:53: read udp: i/o timeout\"",
            "NAME_RESOLUTION_FAILED | WRN Failed to fetch features, default to disable error=\"lookup cfd-features.argotunnel.com: i/o timeout\"",
            "ORIGIN_UNREACHABLE | ERR  error=\"Unable to reach the origin service. The service may be down or it may not be responding to traffic from cloudflared: dial tcp 127.0.0.1:5000: connect: connection refused\" connIndex=1 event=1 ingressRule=0 originService=http://localhost:5000",
            "ORIGIN_UNREACHABLE | ERR  error=\"Unable to reach the origin service. The service may be down: dial tcp: lookup api on 127.0.0.11:53: no such host\" originService=http://api:1",
            "REGISTERED | INF Registered tunnel connection connIndex=0 location=xxx01 protocol=quic"})
    void a_line_means(Kind kind, String line) {
        assertThat(kinds(AT + line.replaceFirst("^([A-Z]{3}) error", "$1  error"))).containsExactly(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "error parsing YAML in config file at /etc/cloudflared/config.yml: yaml: line 3: found character that cannot start any token",
            "Validation failed: The last ingress rule must match all URLs (i.e. it should not have a hostname or path filter)",
            "The last ingress rule must match all URLs (i.e. it should not have a hostname or path filter)",
            "Rule #1 is matching the hostname '', but this will match every hostname, meaning the rules which follow it will never be triggered.",
            "The config file doesn't contain any ingress rules",
            "localhost:80 is an invalid address, please make sure it has a scheme and a hostname",
            "unknown protocol pigeon, Available protocols are",
            "Tunnel credentials file '/x.json' doesn't exist or is not a file",
            "failed to start origin: caPool: unable to read the file /no/such.pem for --origin-ca-pool",
            "expected string found int for loglevel", "Incorrect Usage: flag provided but not defined: -nosuch"})
    void the_last_words_before_it_ends_tell_that_its_rules_or_settings_were_refused(String line) {
        assertThat(kinds(AT + "INF Starting tunnel tunnelID=x", line)).containsExactly(Kind.RULES_REJECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERR failed to run the datagram handler error=\"timeout: no recent network activity\"",
            "ERR failed to serve tunnel connection error=\"accept stream listener encountered a failure while serving\"",
            "ERR Serve tunnel error error=\"connection with edge closed\"", "INF Retrying connection in up to 1s",
            "ERR Connection terminated connIndex=0", "ERR failed to serve incoming request error=\"Unable to reach\"",
            "INF Settings: map[protocol:unknown protocol pigeon]",
            "WRN Failed to fetch features, default to disable error=\"record is malformed\"",
            "ERR Error opening metrics server listener error=\"listen tcp 127.0.0.1:20241: bind: address already in use\""})
    void consequences_and_other_lines_are_not_counted(String line) {
        assertThat(kinds(AT + line)).isEmpty();
    }

    @Test
    void a_visitor_of_the_tunnel_cannot_speak_for_the_connector() {
        assertThat(
                kinds(AT + "ERR Request failed error=\"dial: refused\" dest=\"https://x/Registered tunnel connection\"",
                        AT + "DBG GET https://x/ Lost connection with the edge HTTP/1.1",
                        "{\"level\":\"error\",\"message\":\"Request failed\",\"dest\":\"failed to start origin\"}"))
                .isEmpty();
    }

    @Test
    void lines_of_json_mean_the_same() {
        List<LogSignal> signals = read(Instant.EPOCH,
                "{\"level\":\"error\",\"error\":\"failed to accept QUIC stream: timeout: no recent network activity\",\"connIndex\":1,\"time\":\"2026-11-20T12:00:07Z\",\"message\":\"failed to accept incoming stream requests\"}",
                "{\"error\":\"Unable to reach the origin service. The service may be down\",\"event\":0,\"level\":\"error\",\"message\":\"\",\"nested\":{\"a\":[1]},\"time\":\"2026-11-20T12:00:08Z\"}",
                "{\"level\":\"info\",\"message\":\"Registered tunnel connection\"}",
                "{\"level\":\"error\",\"mess");
        assertThat(signals).extracting(LogSignal::kind).containsExactly(Kind.TRANSPORT_TIMEOUT, Kind.ORIGIN_UNREACHABLE,
                Kind.REGISTERED);
        assertThat(signals).extracting(LogSignal::at).containsExactly(NOON.plusSeconds(7), NOON.plusSeconds(8),
                NOON.plusSeconds(8));
    }

    @Test
    void between_being_told_to_end_and_the_next_start_nothing_counts() {
        assertThat(kinds(AT + "INF Lost connection with the edge connIndex=0",
                AT + "INF Initiating graceful shutdown due to signal terminated ...",
                AT + "INF Lost connection with the edge connIndex=1",
                AT + "ERR failed to accept incoming stream requests error=\"Application error 0x0 (local)\"",
                AT + "ERR no more connections active and exiting",
                AT + "INF Version 2026.8.2 (Checksum abc)",
                AT + "ERR Failed to dial a quic connection error=\"x\""))
                .containsExactly(Kind.EDGE_LOST, Kind.EDGE_LOST);
    }

    @Test
    void a_line_without_a_time_was_written_when_the_one_before_it_was() {
        List<LogSignal> signals = read(NOON.plusMillis(900),
                "failed to start origin: first", "2026-11-20T11:59:00Z INF Starting tunnel",
                "failed to start origin: old",
                AT + "INF Starting tunnel", "failed to start origin: new");
        // The first has none before it, and was there when the text was last written to.
        assertThat(signals).extracting(LogSignal::line).containsExactly("failed to start origin: first",
                "failed to start origin: new");
        assertThat(signals).extracting(LogSignal::at).containsExactly(NOON.plusSeconds(60), NOON);
    }

    @Test
    void secrets_and_colours_are_taken_out_and_long_lines_are_cut() {
        List<LogSignal> signals = read(Instant.EPOCH,
                AT + "\u001b[31mERR\u001b[0m initial tunnel connection failed error=\"s3cr3t-value\" token=abcdef "
                        + "x".repeat(600));
        assertThat(signals).singleElement().satisfies(signal -> assertThat(signal.line()).hasSize(500)
                .doesNotContain("s3cr3t-value", "abcdef", "\u001b").startsWith(AT + "ERR initial"));
    }
}
