package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonNumber;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.json.UnexpectedJson;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Serves one connection: takes each message for what it is, and has it answered in its era. Cheap requests are answered by the
 * thread that brings them, calls of tools by threads of their own.
 *
 * <p>Messages are brought by one thread; the outlet is used by many.
 */
public final class Dispatcher {

    private final Outlet outlet;
    private final Replies replies;
    private final Calls calls;
    private final Methods methods;
    private final @Nullable Watching watching;
    private boolean greeted;

    /**
     * Makes a dispatcher.
     *
     * @param tools what is served
     * @param news what is told without being asked; empty if nothing is
     * @param version of the server, as clients are told it
     * @param outlet where answers go
     */
    public Dispatcher(ToolRegistry tools, Optional<News> news, String version, Outlet outlet) {
        this(tools, news, version, outlet, ToolPages.SIZE, new SystemTicks());
    }

    Dispatcher(ToolRegistry tools, Optional<News> news, String version, Outlet outlet, int pageSize,
            LongSupplier nanoTime) {
        this.outlet = outlet;
        this.replies = new Replies(version);
        this.calls = new Calls(replies, outlet, nanoTime);
        this.watching = news.isPresent() ? new Watching(news.get(), outlet) : null;
        this.methods = new Methods(tools, replies, calls, pageSize, watching);
    }

    /** Answers something that is no message. */
    public void unreadable(Transport.Inbound.Unreadable what) {
        outlet.send(Replies.error(Optional.empty(), new RpcError(what.code(), what.reason())));
    }

    /** Takes a message. Never throws for what it is. */
    public void accept(JsonValue value) {
        if (!(value instanceof JsonObject message)) {
            String problem = value instanceof JsonArray
                    ? "Batches are not part of this protocol. Send each message on a line of its own."
                    : "A message must be an object, and is " + value.kind() + ".";
            invalid(Optional.empty(), problem);
            return;
        }
        Optional<JsonValue> id = idOf(message);
        if (!message.has("method")) {
            // We send no requests, so that a response answers nothing of ours.
            if (!message.has("result") && !message.has("error")) {
                invalid(id, "A message must have a method.");
            }
        } else if (!(message.members().get("method") instanceof JsonString method)) {
            invalid(id, "method must be a string.");
        } else if (!(message.members().get("jsonrpc") instanceof JsonString rpc) || !rpc.value().equals("2.0")) {
            invalid(id, "jsonrpc must be \"2.0\".");
        } else if (!message.has("id")) {
            notified(method.value(), message);
        } else if (id.isEmpty()) {
            invalid(id, "An id must be a string or a whole number.");
        } else {
            requested(id.get(), method.value(), message);
        }
    }

    /** Ends every listening, and waits until every call is answered or cancelled, at most so long; returns whether that came about. */
    public boolean awaitAnswers(Duration atMost) throws InterruptedException {
        if (watching != null) {
            watching.end();
        }
        return calls.awaitSettled(atMost);
    }

    private void requested(JsonValue id, String method, JsonObject message) {
        try {
            JsonObject params = paramsOf(message);
            if (!methods.isKnown(method) && !hasRevision(params)) {
                throw Methods.unknown(method);
            }
            Era era = Era.of(method, params, greeted);
            Optional<JsonObject> result = methods.answer(id, era, method, params);
            if (era == Era.LEGACY && method.equals("initialize")) {
                greeted = true;
                if (watching != null) {
                    watching.greeted();
                }
            }
            if (result.isPresent()) {
                outlet.send(replies.result(id, era, result.get()));
            }
        } catch (RpcError error) {
            outlet.send(Replies.error(Optional.of(id), error));
        } catch (UnexpectedJson wrong) {
            outlet.send(Replies.error(Optional.of(id), new RpcError(RpcError.INVALID_PARAMS, wrong.sentence())));
        } catch (RuntimeException broken) {
            LoggerFactory.getLogger(Dispatcher.class).error("Method {} broke; report this with the stack trace", method,
                    broken);
            outlet.send(Replies.error(Optional.of(id), new RpcError(RpcError.INTERNAL, "Internal error.")));
        }
    }

    private void notified(String method, JsonObject message) {
        if (!method.equals("notifications/cancelled")) {
            return;
        }
        if (message.members().get("params") instanceof JsonObject params) {
            Optional<JsonValue> id = params.get("requestId");
            if (id.isPresent()) {
                calls.cancel(id.get());
            }
        }
    }

    private void invalid(Optional<JsonValue> id, String problem) {
        outlet.send(Replies.error(id, new RpcError(RpcError.INVALID_REQUEST, problem)));
    }

    private static JsonObject paramsOf(JsonObject message) {
        return message.find("params", JsonObject.class, "message").orElse(JsonObject.EMPTY);
    }

    private static boolean hasRevision(JsonObject params) {
        return params.members().get("_meta") instanceof JsonObject meta && meta.has(Era.REVISION);
    }

    private static Optional<JsonValue> idOf(JsonObject message) {
        JsonValue id = message.members().get("id");
        if (id instanceof JsonString) {
            return Optional.of(id);
        }
        return id instanceof JsonNumber number && number.isWhole() ? Optional.of(id) : Optional.empty();
    }

    /** The time since some moment. A named class rather than a lambda, which would cost start-up time. */
    private static final class SystemTicks implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }
}
