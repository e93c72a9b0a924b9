package dev.tunnelmanager.standins.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The provider's API on a loopback port. Safe for use by many threads; several may run in one process.
 *
 * <p>A request that the schema does not allow is answered with 400 and kept in {@link #violations()}, which a test should find
 * empty in the end. {@link #failNext} makes it break; {@link #plant} and {@link #edit} do what other people do.
 */
public final class StandInProvider implements AutoCloseable {

    static final String BASE = "/client/v4";
    private static final long LONGEST_SILENCE_SECONDS = 120;

    private final ProviderState state = new ProviderState();
    private final ProviderCalls calls = new ProviderCalls(state);
    private final ApiSchema schema = ApiSchema.bundled();
    private final ObjectMapper json = new ObjectMapper();
    private final Trouble trouble = new Trouble();
    private final List<ProviderRequest> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final AtomicLong effects = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private StandInProvider(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts one.
     *
     * @param port the port to listen on; 0 for any free one
     */
    public static StandInProvider start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            StandInProvider provider = new StandInProvider(server);
            server.setExecutor(provider.threads);
            server.createContext(BASE + "/", provider::serve);
            server.createContext(StandInAdministration.BASE, new StandInAdministration(provider)::serve);
            server.start();
            return provider;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** Returns the API's address, to be configured where the real one would be. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + BASE);
    }

    /** Adds a zone, or replaces the one of the same id and keeps its records. */
    public StandInProvider with(StandInZone zone) {
        state.put(zone);
        return this;
    }

    /** Adds a token, or replaces the one of the same value. */
    public StandInProvider with(StandInToken token) {
        state.put(token);
        return this;
    }

    /** Adds a tunnel. */
    public StandInProvider withTunnel(String id, String account) {
        state.putTunnel(id, account);
        return this;
    }

    /** Forgets a token. */
    public void revoke(String token) {
        state.removeToken(token);
    }

    /** Forgets a zone and everything in it. */
    public void removeZone(String name) {
        state.removeZone(name);
    }

    /** Makes the next fitting request go wrong, once per fault, in this order. */
    public void failNext(Fault... next) {
        trouble.next(List.of(next));
    }

    /** Makes every fitting request go wrong, until {@link #mend()}. */
    public void failFromNowOn(Fault fault) {
        trouble.fromNowOn(fault);
    }

    /**
     * Stops answering anything with the next change, until {@link #mend()}.
     *
     * @param effect whether that change is carried out
     */
    public void fallSilentWithNextWrite(boolean effect) {
        trouble.silentWithNextWrite(effect);
    }

    /** Does something just before the next request of this method is carried out, as if somebody else had been quicker. */
    public void beforeNext(String method, Runnable action) {
        trouble.beforeNext(method, action);
    }

    /** Ends all trouble. */
    public void mend() {
        trouble.end();
    }

    /** Puts a record there as somebody else would, without any check, and returns its id. */
    public String plant(String zoneName, String type, String name, String content, String comment) {
        return plant(zoneName, json.createObjectNode().put("type", type).put("name", name).put("content", content)
                .put("ttl", 300).put("comment", comment)).path("id").asText();
    }

    ObjectNode plant(String zoneName, JsonNode body) {
        return state.plant(zoneName, body);
    }

    /** Changes a field of a record as somebody else would. */
    public void edit(String id, String field, Object value) {
        state.edit(id, field, json.valueToTree(value));
    }

    /** Takes a record away as somebody else would. */
    public void removeRecord(String zoneName, String id) {
        String zoneId = state.zones().stream().filter(zone -> zone.name().equals(zoneName)).findFirst().orElseThrow()
                .id();
        try {
            state.delete(zoneId, id);
        } catch (Declined missing) {
            throw new IllegalArgumentException(missing.text(), missing);
        }
    }

    /** Returns every record of a zone. */
    public List<ObjectNode> records(String zoneName) {
        return state.recordsIn(zoneName);
    }

    List<StandInZone> zones() {
        return state.zones();
    }

    /** Returns every request received so far, in order. */
    public List<ProviderRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Returns the requests received so far that may have changed something. */
    public List<ProviderRequest> writes() {
        return requests().stream().filter(ProviderRequest::isWrite).toList();
    }

    /** Returns how many requests have changed something. */
    public long effects() {
        return effects.get();
    }

    /** Returns what was wrong with the requests received so far, and with our own answers. */
    public List<String> violations() {
        synchronized (violations) {
            return List.copyOf(violations);
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            ProviderRequest request = ProviderRequest.of(exchange, BASE);
            synchronized (requests) {
                requests.add(request);
            }
            trouble.overtaking(request).ifPresent(Runnable::run);
            Optional<Fault> fault = trouble.meet(request);
            Optional<ProviderAnswer> answer = fault.map(Fault::effect).orElse(true)
                    ? Optional.of(answer(request, exchange))
                    : Optional.empty();
            if (fault.isPresent()) {
                end(exchange, fault.get(), answer);
            } else {
                send(exchange, answer.orElseThrow());
            }
        }
    }

    private ProviderAnswer answer(ProviderRequest request, HttpExchange exchange) {
        List<String> faulty = schema.faultsInRequest(request.method(), request.path(), request.query(),
                request.contentType(), request.body());
        if (!faulty.isEmpty()) {
            violated(request, faulty);
            return ProviderAnswer.declined(400, 9207, String.join(" ", faulty), Optional.empty());
        }
        ProviderAnswer answer = calls.answer(request,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
        if (request.isWrite() && answer.status() == 200) {
            effects.incrementAndGet();
        }
        List<String> own = schema.faultsInAnswer(request.method(), request.path(), answer.status(), answer.body());
        if (!own.isEmpty()) {
            violated(request, own);
        }
        return answer;
    }

    private void violated(ProviderRequest request, List<String> faulty) {
        synchronized (violations) {
            faulty.forEach(fault -> violations.add(request.method() + " " + request.path() + ": " + fault));
        }
    }

    private void end(HttpExchange exchange, Fault fault, Optional<ProviderAnswer> right) throws IOException {
        switch (fault.ending()) {
            case Fault.Ending.Answer wrong -> {
                wrong.retryAfter().ifPresent(value -> exchange.getResponseHeaders().set("Retry-After", value));
                String type = wrong.body().startsWith("{") ? "application/json" : "text/html";
                send(exchange, wrong.status(), type, wrong.body().getBytes(StandardCharsets.UTF_8));
            }
            case Fault.Ending.Closed() -> exchange.close();
            case Fault.Ending.Silence() -> waitUntilStopped(LONGEST_SILENCE_SECONDS, TimeUnit.SECONDS);
            case Fault.Ending.Truncated() -> {
                byte[] whole = right.orElseThrow().body().toString().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(right.orElseThrow().status(), whole.length);
                exchange.getResponseBody().write(whole, 0, whole.length / 2);
                exchange.getResponseBody().flush();
            }
            case Fault.Ending.Late late -> {
                waitUntilStopped(late.by().toMillis(), TimeUnit.MILLISECONDS);
                send(exchange, right.orElseThrow());
            }
        }
    }

    private void waitUntilStopped(long amount, TimeUnit unit) throws IOException {
        try {
            if (stopped.await(amount, unit)) {
                throw new IOException("stopped");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", stop);
        }
    }

    private static void send(HttpExchange exchange, ProviderAnswer answer) throws IOException {
        send(exchange, answer.status(), "application/json", answer.body().toString().getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
