package dev.tunnelmanager.adapter.cloudflare;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * The time as the provider's API has it, in the {@code Date} header of any answer. No token is sent: a refusal carries the time too,
 * and a token must not go out before it is known that the clock is right and the API is there.
 */
public final class CloudflareClock {

    private static final String ANY_PATH = "/user/tokens/verify";

    private final URI api;
    private final Duration limit;
    private final InstantSource clock;

    /**
     * Makes one; asks nothing yet.
     *
     * @param api its address
     * @param limit how long to wait for an answer
     * @param clock this host's
     */
    public CloudflareClock(URI api, Duration limit, InstantSource clock) {
        this.api = api;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Returns how far this host's clock is ahead of the provider's, negative if it is behind; empty if the answer does not say its
     * time. Exact to a second and half the time that the answer took.
     *
     * @throws PortFailure UNAVAILABLE, if there is no answer
     */
    public Optional<Duration> ahead() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.toString().replaceFirst("/+$", "") + ANY_PATH))
                .timeout(limit).header("Accept", "application/json").build();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NEVER).build()) {
            Instant asked = clock.instant();
            HttpResponse<Void> answer;
            try {
                answer = client.send(request, HttpResponse.BodyHandlers.discarding());
            } finally {
                client.shutdownNow();
            }
            Instant here = asked.plus(Duration.between(asked, clock.instant()).dividedBy(2));
            return answer.headers().firstValue("Date").flatMap(CloudflareClock::time)
                    .map(there -> Duration.between(there, here));
        } catch (IOException unanswered) {
            String why = unanswered.getMessage();
            throw unavailable(unanswered instanceof ConnectException ? "nothing accepts connections there"
                    : why == null ? unanswered.getClass().getSimpleName() : why, unanswered);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw unavailable("we were told to stop", stop);
        }
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(date, Instant::from));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private PortFailure unavailable(String why, Throwable cause) {
        return new PortFailure(PortFailure.Kind.UNAVAILABLE,
                "The provider's API at " + api + " does not answer (" + why + ").",
                "Make it reachable from this host: curl -sI " + api, cause);
    }
}
