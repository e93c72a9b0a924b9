package dev.tunnelmanager.adapter.cloudflare;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an answer asks us to stay away: {@code Retry-After} in seconds or as a date (RFC 9110 section 10.2.3), else what is
 * left of an exhausted {@code Ratelimit} window ({@code "default";r=0;t=30}, sent by Cloudflare since September 2025).
 */
final class RetryAfter {

    private static final Pattern EXHAUSTED = Pattern.compile("(?:^|;)\\s*r=0\\s*;\\s*t=(\\d{1,6})");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    static Optional<Duration> of(HttpResponse<?> response, Instant now) {
        HttpHeaders headers = response.headers();
        Optional<Duration> asked = headers.firstValue("Retry-After").flatMap(value -> parse(value.strip(), now));
        if (asked.isPresent() || response.statusCode() != 429) {
            return asked;
        }
        return headers.firstValue("Ratelimit").map(EXHAUSTED::matcher).filter(Matcher::find)
                .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))));
    }

    private static Optional<Duration> parse(String value, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Duration left = Duration.between(now,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeParseException neither) {
            return Optional.empty();
        }
    }
}
