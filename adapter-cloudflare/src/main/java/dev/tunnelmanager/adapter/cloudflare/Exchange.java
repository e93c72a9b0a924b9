package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** How sending one request has ended. */
sealed interface Exchange {

    /**
     * There was an answer.
     *
     * @param status the status
     * @param body the body; a missing node if it is not JSON
     * @param retryAfter how long the provider asks to stay away
     */
    record Answered(int status, JsonNode body, Optional<Duration> retryAfter) implements Exchange {}

    /**
     * The request surely did not reach the provider.
     *
     * @param why fit to be shown
     */
    record NotSent(String why) implements Exchange {}

    /**
     * The request may have reached the provider, and there is no answer to read.
     *
     * @param why fit to be shown
     */
    record Lost(String why) implements Exchange {}
}
