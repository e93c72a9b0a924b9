package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and reads one answer, over the JDK's HTTP client. The only place that sees the token as text. Safe for use
 * by many threads.
 *
 * <p>The JDK repeats a GET by itself when a connection was reset, and nothing else. Exceptions are turned into words here and
 * not passed on, because those of the client and of the JSON parser may quote what was sent or received.
 */
final class CloudflareTransport implements AutoCloseable {

    private static final String AGENT = "tunnel-manager";

    private final CloudflareSettings.Limits limits;
    private final ObjectMapper json = new ObjectMapper();
    private @Nullable HttpClient client;

    CloudflareTransport(CloudflareSettings.Limits limits) {
        this.limits = limits;
    }

    Exchange send(String method, URI uri, Optional<JsonNode> body, String token, Instant now) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(limits.request())
                .header("Authorization", "Bearer " + token).header("Accept", "application/json")
                .header("User-Agent", AGENT);
        body.ifPresent(json -> request.header("Content-Type", "application/json"));
        request.method(method, body.map(JsonNode::toString).map(HttpRequest.BodyPublishers::ofString)
                .orElse(HttpRequest.BodyPublishers.noBody()));
        CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(request.build(),
                head -> new BoundedBody(limits.maxAnswerBytes()));
        try {
            // The request's own time-out ends with the answer's head, so that a body could trickle for ever.
            HttpResponse<byte[]> response = answer.get(limits.request().toMillis(), TimeUnit.MILLISECONDS);
            return new Exchange.Answered(response.statusCode(), parse(response.body()), RetryAfter.of(response, now));
        } catch (TimeoutException slow) {
            answer.cancel(true);
            return tooLate();
        } catch (InterruptedException stop) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Exchange.Lost("we were told to stop while waiting for an answer");
        } catch (ExecutionException failed) {
            return unanswered(failed.getCause() == null ? failed : failed.getCause(), uri, token);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }

    /** Made with the first call, because it costs threads and a look at the certificates. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(limits.connect())
                    .followRedirects(HttpClient.Redirect.NEVER).build();
        }
        return client;
    }

    private JsonNode parse(byte[] body) {
        try {
            JsonNode tree = json.readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    private Exchange tooLate() {
        return new Exchange.Lost("no answer within " + limits.request().toMillis() + " ms");
    }

    /** The JDK's client says nothing of its own in some of its exceptions, and puts another one below them in others. */
    private static String words(Throwable failure) {
        return failure instanceof UnresolvedAddressException || failure.getCause() instanceof UnresolvedAddressException
                ? "its name does not resolve"
                : failure instanceof ConnectException ? "nothing accepts connections there" : "no reason was given";
    }

    private Exchange unanswered(Throwable failure, URI uri, String token) {
        String message = failure.getMessage();
        String why = message == null ? words(failure) : Redaction.clean(message, token);
        boolean notSent = List
                .of(ConnectException.class, HttpConnectTimeoutException.class, UnresolvedAddressException.class,
                        SSLHandshakeException.class)
                .stream().anyMatch(kind -> kind.isInstance(failure) || kind.isInstance(failure.getCause()));
        if (notSent) {
            return new Exchange.NotSent("no connection to " + uri.getAuthority() + " (" + why + ")");
        }
        return failure instanceof HttpTimeoutException
                ? tooLate()
                : new Exchange.Lost("the connection to " + uri.getAuthority() + " broke (" + why + ")");
    }
}
