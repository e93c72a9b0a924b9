package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One request that is not answered at once, most often a call of a tool, from its request to its answer or its cancellation. Whatever it sends is sent under its own lock, so that
 * nothing follows its answer or its cancellation.
 */
final class Call implements Runnable, Consumer<String> {

    /**
     * What is asked for.
     *
     * @param id the request's
     * @param era in which it is answered
     * @param name of the thread that does it
     * @param work what it is
     * @param progressToken under which to report progress, if that is wanted
     */
    record Request(JsonValue id, Era era, String name, Work work, Optional<JsonValue> progressToken) {}

    private final Request request;
    private final Calls calls;
    private final ProgressPace pace;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean over;
    private long reported;

    /** Makes a call that is not begun. */
    Call(Request request, Calls calls, ProgressPace pace) {
        this.request = request;
        this.calls = calls;
        this.pace = pace;
        this.thread = Thread.ofVirtual().name(request.name()).unstarted(this);
    }

    Request request() {
        return request;
    }

    void begin() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            answer(calls.carryOut(this));
        } finally {
            calls.ended();
        }
    }

    /** Reports progress. */
    @Override
    public void accept(String words) {
        if (request.progressToken().isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (!over && pace.lets()) {
                reported++;
                calls.send(Replies.progress(request.progressToken().get(), reported, words));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends a message that belongs to the request, unless that is answered or cancelled. */
    void send(JsonObject message) {
        lock.lock();
        try {
            if (!over) {
                calls.send(message);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops the work; nothing is sent for it any more. */
    void cancel() {
        lock.lock();
        try {
            if (!over) {
                over = true;
                thread.interrupt();
                calls.settled(this);
            }
        } finally {
            lock.unlock();
        }
    }

    private void answer(JsonObject reply) {
        lock.lock();
        try {
            if (!over) {
                over = true;
                // Before sending, because the client may use the id again as soon as it has the answer.
                calls.forget(this);
                calls.send(reply);
                calls.settled(this);
            }
        } finally {
            lock.unlock();
        }
    }
}
