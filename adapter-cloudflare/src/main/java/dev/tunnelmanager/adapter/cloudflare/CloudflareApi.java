package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.failsafe.Execution;
import dev.failsafe.RetryPolicy;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.ApiError;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Declined;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Done;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Unclear;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of the API: the one place that throttles, repeats, gives the API a rest, and judges status and envelope. Safe for use by
 * many threads.
 *
 * <p>A read is repeated whatever went wrong in passing. A change is repeated only if it surely was not applied (no connection,
 * or refused for its rate); everything else that is not an answer is {@link Unclear}, and reading back is the caller's.
 */
final class CloudflareApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CloudflareApi.class);

    /** No real list is this long; an API that never ends its pages must not keep us for ever. */
    private static final int MAX_PAGES = 400;
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(4);
    private static final double JITTER = 0.2;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final CloudflareSettings settings;
    private final InstantSource clock;
    private final Pause pause;
    private final SelfThrottle throttle;
    private final CloudflareTransport transport;
    private final ApiBreaker breaker;
    private final RetryPolicy<ApiReply> policy;

    CloudflareApi(CloudflareSettings settings, InstantSource clock, Pause pause) {
        this.settings = settings;
        this.clock = clock;
        this.pause = pause;
        CloudflareSettings.Limits limits = settings.limits();
        this.throttle = new SelfThrottle(limits.callsPerSecond(), limits.burst(), clock, pause);
        this.transport = new CloudflareTransport(limits);
        this.breaker = new ApiBreaker(limits);
        this.policy = RetryPolicy.<ApiReply>builder().withMaxAttempts(limits.tries())
                .withBackoff(FIRST_DELAY, LONGEST_DELAY).withJitter(JITTER).build();
    }

    /** What one attempt has come to. */
    private sealed interface Attempt {
        /** There is nothing to be gained by repeating it. */
        record Settled(ApiReply reply) implements Attempt {}

        /** It may go better next time. */
        record Setback(String why, Optional<Duration> retryAfter, boolean mayBeApplied, boolean answered)
                implements
                    Attempt {}
    }

    /** Reads something; never {@link Unclear}. */
    ApiReply read(String path, Map<String, String> query, Purpose purpose) {
        return call("GET", path, query, Optional.empty(), purpose);
    }

    /** Reads something that is expected to be there and allowed. */
    Done readOrFail(String path, Map<String, String> query, Purpose purpose) {
        return switch (read(path, query, purpose)) {
            case Done done -> done;
            case Declined no -> throw ApiFailures.declined(no, purpose);
            case Unclear unclear -> throw ApiFailures.exhausted(purpose, unclear.why(), 1);
        };
    }

    /**
     * Reads every page of a list. Ends with the last page that the paging information names; where there is none, with the first
     * page that is not full.
     */
    List<JsonNode> readAll(String path, Map<String, String> query, int pageSize, Purpose purpose) {
        List<JsonNode> all = new ArrayList<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            Map<String, String> paged = new LinkedHashMap<>(query);
            paged.put("page", String.valueOf(page));
            paged.put("per_page", String.valueOf(pageSize));
            Done done = readOrFail(path, paged, purpose);
            if (!done.result().isArray()) {
                throw ApiFailures.exhausted(purpose, "the answer is not a list", 1);
            }
            done.result().forEach(all::add);
            int size = done.result().size();
            JsonNode pages = done.paging().path("total_pages");
            boolean last = pages.isNumber() ? page >= pages.asInt() : size < pageSize;
            if (size == 0 || last) {
                return all;
            }
        }
        throw ApiFailures.exhausted(purpose, "the list has more than " + MAX_PAGES + " pages", 1);
    }

    /** Changes something. */
    ApiReply write(String method, String path, Optional<JsonNode> body, Purpose purpose) {
        return call(method, path, Map.of(), body, purpose);
    }

    /** Lets some time pass before another attempt at something bigger than one call. */
    void breathe(Purpose purpose) {
        try {
            pause.lasting(FIRST_DELAY);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiFailures.stopped(purpose);
        }
    }

    /** Returns whether the token in use says of itself that it belongs to an account and not to a user. */
    boolean hasAccountToken() {
        return token().startsWith("cfat_");
    }

    @Override
    public void close() {
        transport.close();
    }

    private ApiReply call(String method, String path, Map<String, String> query, Optional<JsonNode> body,
            Purpose purpose) {
        String token = token();
        URI uri = uri(path, query);
        Execution<ApiReply> tries = Execution.of(policy);
        Optional<Instant> giveUp = Optional.empty();
        boolean deniedBefore = false;
        while (true) {
            Instant limit = giveUp.orElse(clock.instant().plus(settings.limits().patience()));
            enter(limit, purpose);
            Instant start = clock.instant();
            giveUp = Optional.of(giveUp.orElse(start.plus(settings.limits().patience())));
            breaker.enter().ifPresent(resting -> {
                throw ApiFailures.resting(purpose, resting);
            });
            Exchange exchange = transport.send(method, uri, body, token, start);
            breaker.ended(exchange);
            log(method, uri, exchange, start);
            switch (judge(exchange, token, deniedBefore)) {
                case Attempt.Settled settled -> {
                    return settled.reply();
                }
                case Attempt.Setback setback -> {
                    if (!method.equals("GET") && setback.mayBeApplied()) {
                        return new Unclear(setback.why(), setback.answered());
                    }
                    deniedBefore = true;
                    waitAfter(setback, tries, giveUp.get(), purpose);
                }
            }
        }
    }

    private void enter(Instant limit, Purpose purpose) {
        try {
            for (Duration held = throttle.heldFor(); held.isPositive(); held = throttle.heldFor()) {
                if (clock.instant().plus(held).isAfter(limit)) {
                    throw ApiFailures.heldOff(purpose, held);
                }
                pause.lasting(held);
            }
            throttle.enter();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiFailures.stopped(purpose);
        }
    }

    private void waitAfter(Attempt.Setback setback, Execution<ApiReply> tries, Instant limit, Purpose purpose) {
        setback.retryAfter().ifPresent(throttle::hold);
        Duration held = throttle.heldFor();
        if (held.isPositive() && clock.instant().plus(held).isAfter(limit)) {
            throw ApiFailures.heldOff(purpose, held);
        }
        tries.recordException(new IOException(setback.why()));
        if (tries.isComplete() || clock.instant().plus(tries.getDelay()).isAfter(limit)) {
            throw ApiFailures.exhausted(purpose, setback.why(), tries.getAttemptCount());
        }
        try {
            pause.lasting(tries.getDelay());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiFailures.stopped(purpose);
        }
    }

    private static Attempt judge(Exchange exchange, String token, boolean deniedBefore) {
        return switch (exchange) {
            case Exchange.NotSent(String why) -> new Attempt.Setback(why, Optional.empty(), false, false);
            case Exchange.Lost(String why) -> new Attempt.Setback(why, Optional.empty(), true, false);
            case Exchange.Answered answer -> judge(answer, token, deniedBefore);
        };
    }

    private static Attempt judge(Exchange.Answered answer, String token, boolean deniedBefore) {
        int status = answer.status();
        JsonNode body = answer.body();
        Declined no = new Declined(status, ApiError.listOf(body, token));
        if (status == 429 || no.has(971, 10100)) {
            return new Attempt.Setback("rate limited (" + no.describe() + ")", answer.retryAfter(), false, true);
        }
        if (status >= 500 || status == 408) {
            return new Attempt.Setback(no.describe(), answer.retryAfter(), true, true);
        }
        boolean fine = status >= 200 && status < 300;
        if (fine && (!body.isObject() || (!body.has("result") && !body.has("success")))) {
            return new Attempt.Setback("an answer of status " + status + " that is not in Cloudflare's form",
                    Optional.empty(), true, true);
        }
        // A deletion is answered without "success".
        if (fine && body.path("success").asBoolean(true)) {
            return new Attempt.Settled(new Done(body.path("result"), body.path("result_info")));
        }
        if (no.isUnexplainedDenial() && !deniedBefore) {
            return new Attempt.Setback(no.describe(), Optional.empty(), false, true);
        }
        return new Attempt.Settled(no);
    }

    private String token() {
        String token = settings.token().get().orElseThrow(ApiFailures::missingToken).reveal().strip();
        // Checked here, because the JDK's own complaint about a header quotes the header.
        if (!TOKEN.matcher(token).matches()) {
            throw ApiFailures.malformedToken();
        }
        return token;
    }

    private URI uri(String path, Map<String, String> query) {
        String base = settings.api().toString().replaceFirst("/+$", "");
        String parameters = query.entrySet().stream()
                .map(p -> encode(p.getKey()) + "=" + encode(p.getValue())).collect(Collectors.joining("&"));
        return URI.create(base + path + (parameters.isEmpty() ? "" : "?" + parameters));
    }

    /** Fits one segment of a path or one value of a query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void log(String method, URI uri, Exchange exchange, Instant start) {
        if (LOG.isDebugEnabled()) {
            String end = switch (exchange) {
                case Exchange.Answered answer -> String.valueOf(answer.status());
                case Exchange.NotSent(String why) -> "not sent: " + why;
                case Exchange.Lost(String why) -> "lost: " + why;
            };
            LOG.debug("{} {} → {} after {} ms", method, uri, end,
                    Duration.between(start, clock.instant()).toMillis());
        }
    }
}
