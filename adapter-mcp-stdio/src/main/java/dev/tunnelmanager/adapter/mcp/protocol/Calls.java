package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonNumber;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The calls that go on, a virtual thread each, and bounded in number. */
final class Calls {

    /** Calls that may run at once, cancelled ones that have not ended included. */
    static final int LIMIT = 64;

    private final Replies replies;
    private final Outlet outlet;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allSettled = lock.newCondition();
    private final Map<String, Call> byId = new HashMap<>();
    private int running;
    private int unsettled;

    /** Makes an empty set of calls. */
    Calls(Replies replies, Outlet outlet, LongSupplier nanoTime) {
        this.replies = replies;
        this.outlet = outlet;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins a call, or answers at once that there are too many, or that a call of the same id goes on: without the id, because
     * that answer must not be mistaken for the other call's.
     */
    void begin(Call.Request request) {
        JsonObject refusal = tryBegin(new Call(request, this, new ProgressPace(nanoTime)));
        if (refusal != null) {
            send(refusal);
        }
    }

    private @Nullable JsonObject tryBegin(Call call) {
        Call.Request request = call.request();
        lock.lock();
        try {
            if (running == LIMIT) {
                return replies.result(request.id(), request.era(), Replies.ofTool(ToolResult.refused(tooMany())));
            }
            if (byId.putIfAbsent(key(request.id()), call) != null) {
                return Replies.error(Optional.empty(), new RpcError(RpcError.INVALID_REQUEST, "A request with the id "
                        + key(request.id()) + " has not been answered yet. Give every request an id of its own."));
            }
            running++;
            unsettled++;
            call.begin();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Cancels the call of this id, if it goes on. */
    void cancel(JsonValue id) {
        Call call;
        lock.lock();
        try {
            call = byId.remove(key(id));
        } finally {
            lock.unlock();
        }
        if (call != null) {
            call.cancel();
        }
    }

    /** Waits until every call is answered or cancelled, at most so long; returns whether that came about. */
    boolean awaitSettled(Duration atMost) throws InterruptedException {
        long remaining = atMost.toNanos();
        lock.lock();
        try {
            while (unsettled > 0 && remaining > 0) {
                remaining = allSettled.awaitNanos(remaining);
            }
            return unsettled == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Has the work done, whatever may happen, and returns the message that answers the request. */
    JsonObject carryOut(Call call) {
        Call.Request request = call.request();
        try {
            return replies.result(request.id(), request.era(), request.work().result(call));
        } catch (RpcError error) {
            return Replies.error(Optional.of(request.id()), error);
        } catch (InterruptedException cancelled) {
            return Replies.error(Optional.of(request.id()), new RpcError(RpcError.INTERNAL, "It was interrupted."));
        } catch (RuntimeException | Error broken) {
            LoggerFactory.getLogger(Calls.class).error("A request broke; report this with the stack trace", broken);
            return Replies.error(Optional.of(request.id()), new RpcError(RpcError.INTERNAL, "Internal error."));
        }
    }

    void send(JsonObject message) {
        outlet.send(message);
    }

    void forget(Call call) {
        lock.lock();
        try {
            byId.remove(key(call.request().id()), call);
        } finally {
            lock.unlock();
        }
    }

    void settled(Call call) {
        lock.lock();
        try {
            byId.remove(key(call.request().id()), call);
            unsettled--;
            if (unsettled == 0) {
                allSettled.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void ended() {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the same text for the same id, however a number is written. */
    private static String key(JsonValue id) {
        if (id instanceof JsonNumber number) {
            OptionalLong whole = number.whole();
            return whole.isPresent() ? Long.toString(whole.getAsLong()) : number.text();
        }
        return id.toJson();
    }

    private static Refusal tooMany() {
        return new Refusal(RefusalCode.TOO_MANY_PENDING, LIMIT + " calls of this process are running already.",
                "Wait for one of them to be answered, then repeat this call.");
    }
}
