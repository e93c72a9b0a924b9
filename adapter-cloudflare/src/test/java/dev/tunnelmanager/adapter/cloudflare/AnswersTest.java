package dev.tunnelmanager.adapter.cloudflare;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static dev.tunnelmanager.adapter.cloudflare.CloudflareMock.error;
import static dev.tunnelmanager.adapter.cloudflare.CloudflareMock.result;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.APP;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.MARK;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.TARGET;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory.PublishOutcome;
import dev.tunnelmanager.ports.driven.NameDirectory.RemoveOutcome;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single answers and faults are taken for. */
class AnswersTest {

    private static final WrittenRecord OURS = new WrittenRecord("0".repeat(32), "CNAME", TARGET, MARK);

    private final CloudflareMock mock = new CloudflareMock();
    private final FakeTime time = new FakeTime();
    private final CloudflareNameDirectory directory = new CloudflareNameDirectory(Fixtures.settings(mock.api()), time,
            time);

    @AfterEach
    void every_request_was_valid() {
        directory.close();
        mock.close();
    }

    @ParameterizedTest
    @CsvSource({"403,9109,Invalid access token,does not know the token",
            "401,10000,Authentication error,DNS:Edit on zone example.com",
            "403,10000,Authentication error,DNS:Edit on zone example.com",
            "403,9109,Unauthorized to access requested resource,DNS:Edit on zone example.com",
            "400,9106,Missing X-Auth-Key,does not know the token",
            "400,6003,Invalid request headers,does not know the token"})
    void a_refused_token_is_a_denial_that_says_what_is_missing(int status, int code, String message, String part) {
        mock.answering(error(status, code, message));
        failsAs(Kind.DENIED, () -> directory.entriesAt(ZONE, APP), part, String.valueOf(code), "example.com");
        assertThat(mock.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"404,7003,Could not route to /zones", "405,10000,PUT method not allowed for the api_token scheme",
            "400,1004,DNS Validation Error", "418,0,"})
    void another_refusal_is_not_the_token_s_fault(int status, int code, String message) {
        mock.answering(error(status, code, message == null ? "" : message));
        failsAs(Kind.UNAVAILABLE, () -> directory.entriesAt(ZONE, APP), "example.com", String.valueOf(status));
    }

    @Test
    void a_denial_without_a_reason_is_not_believed_at_once() {
        mock.answering(aResponse().withStatus(403), result("[]"));
        assertThat(directory.entriesAt(ZONE, APP)).isEmpty();
        mock.answering(aResponse().withStatus(403));
        failsAs(Kind.DENIED, () -> directory.entriesAt(ZONE, APP), "example.com");
        assertThat(mock.requests()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504, 520, 524})
    void a_read_is_repeated_when_the_provider_is_in_trouble(int status) {
        mock.answering(aResponse().withStatus(status).withBody("<html>sorry</html>"), result("[]"));
        assertThat(directory.entriesAt(ZONE, APP)).isEmpty();
        assertThat(mock.requests()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE",
            "CONNECTION_RESET_BY_PEER"})
    void a_read_is_repeated_when_the_connection_breaks(Fault fault) {
        // The JDK repeats some of these once by itself.
        mock.answering(aResponse().withFault(fault), aResponse().withFault(fault), result("[]"));
        assertThat(directory.entriesAt(ZONE, APP)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>captive portal</html>", "", "[]", "{}", "null", "{\"success\":true,\"result\":7}"})
    void an_answer_in_another_form_is_a_failure_and_not_an_empty_list(String body) {
        mock.answering(aResponse().withStatus(200).withBody(body));
        failsAs(Kind.UNAVAILABLE, () -> directory.entriesAt(ZONE, APP), "example.com");
    }

    @Test
    void success_is_judged_by_the_envelope_as_well_as_the_status() {
        mock.answering(error(200, 10000, "Authentication error"));
        failsAs(Kind.DENIED, () -> directory.entriesAt(ZONE, APP), "10000");
    }

    @Test
    void an_answer_without_an_end_is_given_up() {
        mock.answering(aResponse().withStatus(200).withBody("[" + " ".repeat(2 * 1024 * 1024) + "]"));
        failsAs(Kind.UNAVAILABLE, () -> directory.entriesAt(ZONE, APP), "1048576 bytes");
    }

    @Test
    void a_body_that_trickles_is_given_up_in_time() {
        try (CloudflareNameDirectory impatient = new CloudflareNameDirectory(Fixtures.impatient(mock.api()), time,
                time)) {
            mock.answering(result("[]").withChunkedDribbleDelay(20, 60_000));
            failsAs(Kind.UNAVAILABLE, () -> impatient.entriesAt(ZONE, APP), "no answer within 1000 ms");
        }
    }

    @Test
    void a_redirect_is_not_followed_with_the_token() {
        mock.answering(aResponse().withStatus(302).withHeader("Location", "http://127.0.0.1:1/elsewhere"));
        failsAs(Kind.UNAVAILABLE, () -> directory.entriesAt(ZONE, APP), "302");
        assertThat(mock.requests()).hasSize(1);
    }

    @Test
    void nobody_listening_is_a_failure_that_surely_changed_nothing() throws IOException {
        URI dead;
        try (ServerSocket socket = new ServerSocket(0)) {
            dead = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/client/v4");
        }
        try (CloudflareNameDirectory alone = new CloudflareNameDirectory(Fixtures.settings(dead), time, time)) {
            failsAs(Kind.UNAVAILABLE, () -> alone.publish(ZONE, APP, Optional.empty(), MARK),
                    "no connection to " + dead.getAuthority(),
                    "4 times");
        }
    }

    @Test
    void retries_are_bounded_in_number_and_in_time() {
        mock.answering(aResponse().withStatus(503));
        failsAs(Kind.UNAVAILABLE, () -> directory.entriesAt(ZONE, APP), "503", "4 times");
        assertThat(mock.requests()).hasSize(4);
        assertThat(time.passed()).isLessThan(Duration.ofSeconds(9));
        assertThat(time.pauses()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(p -> assertThat(p).isPositive());
    }

    @Test
    void an_api_that_keeps_failing_is_left_alone_for_a_while() {
        try (CloudflareNameDirectory patient = new CloudflareNameDirectory(
                Fixtures.resting(mock.api(), Duration.ofHours(1)), time, time)) {
            mock.answering(aResponse().withStatus(503));
            for (int call = 0; call < 3; call++) {
                failsAs(Kind.UNAVAILABLE, () -> patient.entriesAt(ZONE, APP), "503", "4 times");
            }
            Duration before = time.passed();
            failsAs(Kind.UNAVAILABLE, () -> patient.entriesAt(ZONE, APP), "left alone for 3600 more seconds",
                    "status 503", "example.com");
            assertThat(mock.requests()).hasSize(12);
            assertThat(time.passed()).as("nobody waits for what is not tried").isEqualTo(before);
        }
    }

    @Test
    void after_its_rest_one_attempt_finds_out_whether_the_api_is_back() {
        mock.answering(aResponse().withStatus(503));
        for (int call = 0; call < 4; call++) {
            failsAs(Kind.UNAVAILABLE, () -> directory.entriesAt(ZONE, APP), "503");
        }
        mock.answering(result("[]"));
        assertThat(directory.entriesAt(ZONE, APP)).isEmpty();
    }

    @Test
    void refusals_and_rate_limits_are_answers_after_which_nobody_rests() {
        try (CloudflareNameDirectory patient = new CloudflareNameDirectory(
                Fixtures.resting(mock.api(), Duration.ofHours(1)), time, time)) {
            mock.answering(error(403, 9109, "Invalid access token"));
            for (int call = 0; call < 13; call++) {
                failsAs(Kind.DENIED, () -> patient.entriesAt(ZONE, APP), "9109");
            }
            mock.answering(aResponse().withStatus(429));
            for (int call = 0; call < 4; call++) {
                failsAs(Kind.UNAVAILABLE, () -> patient.entriesAt(ZONE, APP), "429");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Retry-After,3", "Retry-After,'Fri, 20 Nov 2026 10:00:03 GMT'", "Ratelimit,'\"default\";r=0;t=3'"})
    void waits_as_long_as_it_is_asked_to(String header, String value) {
        mock.answering(aResponse().withStatus(429).withHeader(header, value), result("[]"));
        assertThat(directory.entriesAt(ZONE, APP)).isEmpty();
        assertThat(time.passed()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void a_rate_limit_is_known_by_its_code_too() {
        mock.answering(error(400, 971, "Please wait and consider throttling your request speed"), result("[]"));
        assertThat(directory.entriesAt(ZONE, APP)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400,81045,Record quota exceeded.,RECORD_QUOTA", "400,1004,Record quota exceeded,RECORD_QUOTA",
            "400,9000,DNS name is invalid.,INVALID_HOSTNAME"})
    void refusals_of_a_creation_are_values(int status, int code, String message, RefusalCode expected) {
        mock.answering(result("[]"), error(status, code, message));
        assertThat(directory.publish(ZONE, APP, Optional.empty(), MARK))
                .asInstanceOf(type(PublishOutcome.Refused.class)).satisfies(refused -> {
                    assertThat(refused.refusal().code()).isEqualTo(expected);
                    assertThat(refused.refusal().problem()).contains("example.com", message);
                });
    }

    @Test
    void a_reason_in_the_chain_of_an_error_counts() {
        mock.answering(result("[]"), jsonResponse("""
                {"success":false,"errors":[{"code":1004,"message":"DNS Validation Error",\
                "error_chain":[{"code":9000,"message":"DNS name is invalid."}]}],"messages":[],"result":null}""", 400));
        assertThat(directory.publish(ZONE, APP, Optional.empty(), MARK))
                .asInstanceOf(type(PublishOutcome.Refused.class))
                .satisfies(r -> assertThat(r.refusal().code()).isEqualTo(RefusalCode.INVALID_HOSTNAME));
    }

    @Test
    void a_creation_under_another_name_is_noticed() {
        mock.answering(result("[]"), result(record("app.example.com.example.com")));
        failsAs(Kind.OUTCOME_UNKNOWN, () -> directory.publish(ZONE, APP, Optional.empty(), MARK),
                "app.example.com.example.com");
    }

    @Test
    void a_comment_that_was_dropped_does_not_make_anything_ours() {
        String bare = record("app.example.com").replace(MARK, "");
        mock.answering(result("[]"), result(bare));
        PublishOutcome created = directory.publish(ZONE, APP, Optional.empty(), MARK);
        assertThat(created).isEqualTo(new PublishOutcome.Published(OURS, true));
        mock.answering(result("[" + bare + "]"));
        assertThat(directory.publish(ZONE, APP, Optional.of(OURS), MARK))
                .asInstanceOf(type(PublishOutcome.Refused.class))
                .satisfies(r -> assertThat(r.refusal().code()).isEqualTo(RefusalCode.RECORD_CHANGED));
    }

    @Test
    void a_deletion_is_answered_without_the_rest_of_the_envelope() {
        mock.answering(result(record("app.example.com")), jsonResponse("{\"result\":{\"id\":\"x\"}}", 200));
        assertThat(directory.remove(ZONE, OURS)).isEqualTo(new RemoveOutcome.Removed());
    }

    @Test
    void a_record_that_vanishes_before_its_deletion_is_gone_already() {
        mock.answering(result(record("app.example.com")), error(404, 81044, "Record does not exist."));
        assertThat(directory.remove(ZONE, OURS)).isEqualTo(new RemoveOutcome.AlreadyGone());
    }

    @Test
    void a_page_that_is_not_found_does_not_mean_that_the_record_is_gone() {
        for (ResponseDefinitionBuilder answer : new ResponseDefinitionBuilder[]{
                aResponse().withStatus(404).withBody("<html>nginx</html>"), error(404, 7003, "Could not route")}) {
            mock.answering(answer);
            failsAs(Kind.UNAVAILABLE, () -> directory.remove(ZONE, OURS), "example.com", "404");
        }
    }

    @Test
    void calls_are_spread_over_time() {
        mock.answering(result("[]"));
        for (int i = 0; i < 35; i++) {
            directory.entriesAt(ZONE, APP);
        }
        assertThat(time.passed()).isBetween(Duration.ofMillis(9_900), Duration.ofSeconds(11));
    }

    private static String record(String name) {
        return "{\"id\":\"" + OURS.id() + "\",\"type\":\"CNAME\",\"name\":\"" + name + "\",\"content\":\"" + TARGET
                + "\",\"proxied\":true,\"ttl\":1,\"comment\":\"" + MARK + "\"}";
    }

    private static void failsAs(Kind kind, Runnable call, String... parts) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PortFailure.class, failure -> {
            assertThat(failure.kind()).as(failure.problem()).isEqualTo(kind);
            assertThat(failure.problem() + " " + failure.recommendation()).contains(parts);
        });
    }
}
