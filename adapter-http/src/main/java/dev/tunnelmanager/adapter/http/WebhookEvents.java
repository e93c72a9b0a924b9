package dev.tunnelmanager.adapter.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells webhooks what happens to the tunnel, as JSON by POST, in order. Each has a queue and a thread of its own, so that one that does
 * not answer holds up nobody; when its queue is full, the oldest is dropped. Signed with HMAC-SHA256 over the time, a dot and the body.
 */
public final class WebhookEvents implements Events, AutoCloseable {

    /** Carries {@code sha256=} and the signature in hexadecimal. */
    static final String SIGNATURE = "X-Tunnel-Manager-Signature";
    /** Carries the time of the delivery in seconds since 1970, which is signed too, so that an old delivery can be told. */
    static final String TIMESTAMP = "X-Tunnel-Manager-Timestamp";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookEvents.class);

    private static final int QUEUED = 100;
    private static final int RETRIES = 5;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);
    private static final JsonFactory JSON = new JsonFactory();

    private final Events alsoTold;
    private final List<Delivery> deliveries;

    /**
     * Begins to deliver.
     *
     * @param alsoTold told everything first, webhooks or not
     */
    public WebhookEvents(List<Webhook> webhooks, Events alsoTold, InstantSource clock) {
        this(webhooks, alsoTold, clock, Duration.ofSeconds(1));
    }

    WebhookEvents(List<Webhook> webhooks, Events alsoTold, InstantSource clock, Duration firstDelay) {
        this.alsoTold = alsoTold;
        RetryPolicy<Integer> retries = RetryPolicy.<Integer>builder().handle(IOException.class)
                .handleResultIf(status -> status == TOO_MANY_REQUESTS || status >= FIRST_SERVER_ERROR)
                .withMaxRetries(RETRIES).withBackoff(firstDelay, LONGEST_DELAY).withJitter(0.1).build();
        this.deliveries = webhooks.stream().map(webhook -> new Delivery(webhook, retries, clock)).toList();
        deliveries.forEach(Delivery::start);
    }

    @Override
    public void happened(String sentence) {
        alsoTold.happened(sentence);
    }

    @Override
    public void failed(String problem, String recommendation) {
        alsoTold.failed(problem, recommendation);
    }

    @Override
    public void tell(TunnelEvent event) {
        alsoTold.tell(event);
        deliveries.forEach(delivery -> delivery.add(event));
    }

    /** Ends every delivery; what is queued is not delivered any more. */
    @Override
    public void close() {
        deliveries.forEach(Delivery::end);
    }

    private static String body(TunnelEvent event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("number", event.number());
            json.writeStringField("event", event.kind().text());
            json.writeStringField("at", event.at().toString());
            json.writeStringField("subject", event.subject());
            json.writeStringField("message", event.sentence());
            json.writeStringField("service", "tunnel-manager");
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** Delivers to one webhook. */
    private static final class Delivery implements Runnable {

        private final Webhook webhook;
        private final RetryPolicy<Integer> retries;
        private final InstantSource clock;
        private final BlockingQueue<TunnelEvent> queue = new ArrayBlockingQueue<>(QUEUED);
        /** Made by the thread at its first delivery: most processes never lead, and so never tell. */
        private volatile @Nullable HttpClient client;
        private final AtomicBoolean dropping = new AtomicBoolean();
        private final Thread thread;

        Delivery(Webhook webhook, RetryPolicy<Integer> retries, InstantSource clock) {
            this.webhook = webhook;
            this.retries = retries;
            this.clock = clock;
            this.thread = new Thread(this, "webhook");
            this.thread.setDaemon(true);
        }

        void start() {
            thread.start();
        }

        void add(TunnelEvent event) {
            while (!queue.offer(event)) {
                TunnelEvent dropped = queue.poll();
                if (dropped != null && !dropping.getAndSet(true)) {
                    LOG.warn("The webhook on {} does not keep up, so {} and more were dropped; see whether it answers",
                            webhook.address().getHost(), dropped.kind().text());
                }
            }
        }

        void end() {
            thread.interrupt();
            HttpClient made = client;
            if (made != null) {
                made.shutdownNow();
            }
        }

        @Override
        public void run() {
            try {
                while (true) {
                    deliver(queue.take());
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        private void deliver(TunnelEvent event) throws InterruptedException {
            try {
                int status = Failsafe.with(retries).get(() -> post(body(event)));
                dropping.set(false);
                if (status >= 300) {
                    undelivered(event, "it answered " + status);
                }
            } catch (FailsafeException failed) {
                if (failed.getCause() instanceof InterruptedException) {
                    throw new InterruptedException();
                }
                undelivered(event, String.valueOf(failed.getCause()));
            } catch (PortFailure noSecret) {
                undelivered(event, noSecret.problem());
            } catch (RuntimeException broken) {
                LOG.error("A delivery broke; report this with the stack trace", broken);
            }
        }

        /** The address may hold a secret in its path, so that only the host is told. */
        private void undelivered(TunnelEvent event, String reason) {
            LOG.warn("The webhook on {} could not be told of {}: {}; see events.webhooks", webhook.address().getHost(),
                    event.kind().text(), reason);
        }

        private HttpClient client() {
            HttpClient made = client;
            if (made == null) {
                made = HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER)
                        .build();
                client = made;
            }
            return made;
        }

        private int post(String body) throws IOException, InterruptedException {
            String time = Long.toString(clock.instant().getEpochSecond());
            HttpRequest.Builder request = HttpRequest.newBuilder(webhook.address()).timeout(ANSWER)
                    .header("Content-Type", "application/json; charset=utf-8").header(TIMESTAMP, time)
                    .POST(BodyPublishers.ofString(body));
            webhook.secret().ifPresent(secret -> request.header(SIGNATURE,
                    "sha256=" + signature(secret.get().reveal(), time + "." + body)));
            return client().send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    static String signature(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
