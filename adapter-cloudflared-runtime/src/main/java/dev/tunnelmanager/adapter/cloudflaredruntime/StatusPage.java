package dev.tunnelmanager.adapter.cloudflaredruntime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tunnelmanager.domain.ingress.IngressRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code /ready}, {@code /config} and {@code /metrics} of cloudflared's metrics listener over HTTP.
 *
 * <p>The JDK's HttpURLConnection is used because HttpClient keeps a thread that delays the end of a short-lived process.
 */
final class StatusPage {

    private static final Logger LOG = LoggerFactory.getLogger(StatusPage.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    /** Ten thousand rules take about 8 MB, as each carries its request settings. */
    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    /** What was read out of an answer to /config last: all replicas give the same one, look after look, until the rules change. */
    private static final AtomicReference<@Nullable Known> KNOWN = new AtomicReference<>();

    private record Page(int status, String body) {}

    private record Known(String body, StatusReading.Serving serving) {}

    /** Asks the connector at {@code address}; empty if nothing that speaks like cloudflared answers there. */
    static Optional<StatusReading> read(HostPort address) {
        return readiness(address).map(reading -> new StatusReading(address, reading.readyConnections(),
                reading.connectorId(), readServing(address)));
    }

    /** Does the same without asking what it serves: the answer to that grows with the number of rules. */
    static Optional<StatusReading> readiness(HostPort address) {
        try {
            return parseReady(address, get(address, "/ready"));
        } catch (IOException unanswered) {
            LOG.debug("GET {}/ready: {}", address, unanswered.toString());
            return Optional.empty();
        }
    }

    /** Asks the connector at {@code address} what it counts; empty if it does not answer. */
    static Optional<String> metrics(HostPort address) {
        try {
            Page metrics = get(address, "/metrics");
            return metrics.status() == 200 ? Optional.of(metrics.body()) : Optional.empty();
        } catch (IOException unanswered) {
            LOG.debug("GET {}/metrics: {}", address, unanswered.toString());
            return Optional.empty();
        }
    }

    private static Optional<StatusReading.Serving> readServing(HostPort address) {
        try {
            Page config = get(address, "/config");
            return config.status() == 200 ? Optional.of(serving(config.body())) : Optional.empty();
        } catch (IOException unanswered) {
            LOG.debug("GET {}/config: {}", address, unanswered.toString());
            return Optional.empty();
        }
    }

    private static Page get(HostPort address, String path) throws IOException {
        String host = address.contact();
        URI uri = URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.port() + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
            return new Page(status, stream == null ? "" : readAll(stream));
        } finally {
            connection.disconnect();
        }
    }

    /** Reads to the end, giving up on a peer that sends a little now and then for ever. */
    private static String readAll(InputStream stream) throws IOException {
        long end = System.nanoTime() + READ_TIMEOUT.multipliedBy(2).toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            body.write(buffer, 0, n);
            if (body.size() > MAX_BYTES || System.nanoTime() - end > 0) {
                throw new IOException("The answer is too long or comes too slowly");
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private static Optional<StatusReading> parseReady(HostPort address, Page page) throws IOException {
        if (page.status() != 200 && page.status() != 503) {
            return Optional.empty();
        }
        int connections = -1;
        String id = null;
        try (JsonParser json = JSON.createParser(page.body())) {
            expect(json, JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("readyConnections") && value == JsonToken.VALUE_NUMBER_INT) {
                    connections = json.getIntValue();
                } else if (field.equals("connectorId") && value == JsonToken.VALUE_STRING) {
                    id = json.getText();
                } else {
                    json.skipChildren();
                }
            }
        }
        if (connections < 0) {
            throw new IOException("/ready names no readyConnections");
        }
        return Optional.of(new StatusReading(address, page.status() == 200 ? connections : 0, Optional.ofNullable(id),
                Optional.empty()));
    }

    private static StatusReading.Serving serving(String body) throws IOException {
        Known last = KNOWN.get();
        if (last != null && last.body().equals(body)) {
            return last.serving();
        }
        StatusReading.Serving fresh = parseConfig(body);
        KNOWN.set(new Known(body, fresh));
        return fresh;
    }

    static StatusReading.Serving parseConfig(String body) throws IOException {
        int version = -1;
        List<IngressRule> rules = List.of();
        try (JsonParser json = JSON.createParser(body)) {
            expect(json, JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("version") && value == JsonToken.VALUE_NUMBER_INT) {
                    version = json.getIntValue();
                } else if (field.equals("config") && value == JsonToken.START_OBJECT) {
                    rules = configRules(json);
                } else {
                    json.skipChildren();
                }
            }
        }
        return new StatusReading.Serving(version, rules);
    }

    private static List<IngressRule> configRules(JsonParser json) throws IOException {
        List<IngressRule> rules = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean ingress = json.currentName().equals("ingress");
            if (json.nextToken() != JsonToken.START_ARRAY || !ingress) {
                json.skipChildren();
                continue;
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                rules.add(rule(json));
            }
        }
        return List.copyOf(rules);
    }

    private static IngressRule rule(JsonParser json) throws IOException {
        String hostname = "";
        String path = "";
        String service = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "hostname" -> hostname = text(json);
                case "path" -> path = text(json);
                case "service" -> service = text(json);
                default -> json.skipChildren();
            }
        }
        return new IngressRule(hostname, path, service);
    }

    /** A string, nothing, or (a path in some releases) an object around a string. */
    private static String text(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        String inner = "";
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                inner = json.nextToken() == JsonToken.VALUE_STRING ? json.getText() : inner;
                json.skipChildren();
            }
        } else {
            json.skipChildren();
        }
        return inner;
    }

    private static void expect(JsonParser json, JsonToken token) throws IOException {
        if (json.nextToken() != token) {
            throw new IOException("Not the JSON that cloudflared answers with");
        }
    }

    private StatusPage() {}
}
