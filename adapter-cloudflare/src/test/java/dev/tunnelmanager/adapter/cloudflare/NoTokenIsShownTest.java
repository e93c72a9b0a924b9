package dev.tunnelmanager.adapter.cloudflare;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.tunnelmanager.adapter.cloudflare.CloudflareMock.error;
import static dev.tunnelmanager.adapter.cloudflare.CloudflareMock.result;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.APP;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.LIMITS;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.MARK;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.TUNNEL;
import static dev.tunnelmanager.adapter.cloudflare.Fixtures.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whatever the provider answers, even our own token, nothing that we log or throw contains it. */
class NoTokenIsShownTest {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        root.setLevel(Level.OFF);
        root.detachAppender(logged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cfut_4tnV9jQ2tBf3uXc8LmNp5RsTwYz1AbCdEfGh_0123abcd", "short-Token-17", "cfat_short"})
    void whatever_goes_wrong(String token) {
        List<String> shown = new ArrayList<>();
        try (CloudflareMock mock = new CloudflareMock()) {
            CloudflareSettings settings = new CloudflareSettings(mock.api(),
                    () -> Optional.of(Secret.of(token + "\n")), Optional.empty(), TUNNEL, Set.of(), LIMITS);
            shown.add(settings.toString());
            for (ResponseDefinitionBuilder answer : answers(token)) {
                mock.answering(answer);
                FakeTime time = new FakeTime();
                try (CloudflareNameDirectory directory = new CloudflareNameDirectory(settings, time, time)) {
                    shown.add(shownBy(directory::zones));
                    shown.add(shownBy(() -> directory.preflight(ZONE)));
                    shown.add(shownBy(() -> directory.advice(ZONE, HostnamePattern.of("a.b.example.com"))));
                    shown.add(shownBy(() -> directory.publish(ZONE, APP, Optional.empty(), MARK)));
                }
                assertThat(mock.lastHeader("Authorization")).contains("Bearer " + token);
            }
        }
        logged.list.forEach(event -> shown.add(event.getFormattedMessage() + event.getMDCPropertyMap()));
        assertThat(logged.list).isNotEmpty();
        assertThat(shown).allSatisfy(text -> assertThat(text).doesNotContain(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"to\nken-4711", "tok\u0000en-4711", "tokén-4711"})
    void a_token_that_cannot_be_sent_is_not_quoted_either(String token) {
        try (CloudflareMock mock = new CloudflareMock();
                CloudflareNameDirectory directory = new CloudflareNameDirectory(new CloudflareSettings(mock.api(),
                        () -> Optional.of(Secret.of(token)), Optional.empty(), TUNNEL, Set.of(), LIMITS),
                        new FakeTime(), duration -> {})) {
            assertThatThrownBy(directory::zones).isInstanceOf(PortFailure.class);
            assertThat(shownBy(directory::zones)).contains("dns_edit_token").doesNotContain("4711");
        }
    }

    private static List<ResponseDefinitionBuilder> answers(String token) {
        return List.of(error(403, 9109, "Invalid access token " + token), error(400, 1004, "Bearer " + token),
                error(503, 1, token), error(429, 971, token), result("\"" + token + "\""),
                aResponse().withStatus(200).withBody(token), aResponse().withStatus(500).withBody(token),
                aResponse().withStatus(200).withHeader("X-Echo", token).withBody("{\"" + token),
                aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE), aResponse().withFault(Fault.EMPTY_RESPONSE));
    }

    /** Returns everything that a caller could print: the result, or the exception with all its causes. */
    private static String shownBy(Callable<?> call) {
        try {
            return String.valueOf(call.call());
        } catch (PortFailure failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            return trace + failure.problem() + failure.recommendation();
        } catch (Exception unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
