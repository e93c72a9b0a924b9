package dev.tunnelmanager.adapter.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves how everything is, and what was counted, to this machine: {@code /health/}, {@code /health/detailed/},
 * {@code /health/ready/}, {@code /health/live/} and {@code /metrics}, each with and without the slash at its end. A page is answered
 * from what was seen last, whatever hangs.
 */
public final class HealthPages implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthPages.class);

    private static final List<String> PATHS = List.of("/health/", "/health/detailed/", "/health/ready/",
            "/health/live/", "/metrics");
    private static final int MOST_AT_ONCE = 32;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final HealthLook look;
    private final PrometheusMeasurements measurements;
    private final HealthText text;

    private HealthPages(HttpServer server, HealthLook look, PrometheusMeasurements measurements, HealthText text) {
        this.server = server;
        this.look = look;
        this.measurements = measurements;
        this.text = text;
        // Platform threads: the pages must answer also when every carrier of virtual threads is stuck in native code.
        this.threads = new ThreadPoolExecutor(2, MOST_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "health-pages");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens the pages.
     *
     * @param listen where; the port 0 takes any that is free
     * @param look how everything is; not closed here
     * @param measurements what was counted
     * @param version of the product, as the pages tell it
     * @param names what a part is called on the pages, by what the core calls it
     * @throws PortFailure UNAVAILABLE if it is not possible to listen there
     */
    public static HealthPages open(InetSocketAddress listen, HealthLook look, PrometheusMeasurements measurements,
            String version, Map<String, String> names, InstantSource clock) {
        if (listen.isUnresolved()) {
            throw failure(listen, "the host has no address", null);
        }
        try {
            HttpServer server = HttpServer.create(listen, MOST_AT_ONCE);
            HealthPages pages = new HealthPages(server, look, measurements, new HealthText(version, names, clock));
            server.setExecutor(pages.threads);
            server.createContext("/", pages::answer);
            server.start();
            // The first look at the machine takes longest, and tells no load.
            MachineLoad.read();
            return pages;
        } catch (IOException taken) {
            throw failure(listen, String.valueOf(taken.getMessage()), taken);
        }
    }

    private static PortFailure failure(InetSocketAddress listen, String reason, @Nullable IOException cause) {
        String where = listen.getHostString() + ":" + listen.getPort();
        String problem = "The health pages cannot listen on " + where + ": " + reason + ".";
        String step = "See who does with: ss -ltnp 'sport = :" + listen.getPort()
                + "'; then end that, or set http.listen to another address or to off.";
        return new PortFailure(PortFailure.Kind.UNAVAILABLE, problem, step, cause);
    }

    /** Returns where the pages are. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private record Page(int status, String type, String body) {}

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Page page = page(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", page.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (page.status() == NOT_ALLOWED) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(page.status(), -1);
                return;
            }
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (RuntimeException broken) {
            LOG.error("A health page broke; report this with the stack trace", broken);
            throw broken;
        }
    }

    private Page page(String method, String path) {
        String whole = path.endsWith("/") ? path : path + "/";
        if (!PATHS.contains(whole) && !whole.equals("/metrics/")) {
            return json(NOT_FOUND, text.refusal("There is no page " + path + ".", "Ask for one of "
                    + String.join(", ", PATHS) + "."));
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return json(NOT_ALLOWED, text.refusal("The pages cannot be asked with " + method + ".", "Use GET."));
        }
        HealthLook.Seen seen = look.look();
        return switch (whole) {
            case "/metrics/" -> new Page(OK, PrometheusMeasurements.CONTENT_TYPE, measurements.page(seen.report()));
            case "/health/live/" -> seen.isAlive() ? json(OK, text.brief("alive"))
                    : json(UNAVAILABLE, text.brief("hanging"));
            case "/health/ready/" -> Standing.isReady(seen) ? json(OK, text.brief("ready"))
                    : json(UNAVAILABLE, text.brief("not_ready"));
            case "/health/detailed/" -> {
                Standing standing = Standing.of(seen);
                yield json(status(standing), text.detailed(standing, seen, MachineLoad.read()));
            }
            default -> json(status(Standing.of(seen)), text.brief(Standing.of(seen).text()));
        };
    }

    private static int status(Standing standing) {
        return standing == Standing.UNHEALTHY ? UNAVAILABLE : OK;
    }

    private static Page json(int status, String body) {
        return new Page(status, "application/json; charset=utf-8", body);
    }

    /** Closes the pages; a page that is being sent is cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
