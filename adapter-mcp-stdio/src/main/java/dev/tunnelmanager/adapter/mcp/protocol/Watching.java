package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Who on this connection wants to be told of news, and in which way: by {@code resources/subscribe} and log messages before 2026-07-28,
 * by {@code subscriptions/listen} since. Nothing is begun before somebody wants news, or has called a tool.
 */
final class Watching implements Consumer<News.Item> {

    private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";

    private final News news;
    private final Outlet outlet;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Held while news are begun, which may take as long as opening the core does. */
    private final ReentrantLock beginning = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Call> listeners = new ArrayList<>();
    private News.@Nullable Feed feed;
    private volatile News.Severity least = News.Severity.INFO;
    private volatile boolean subscribed;
    private volatile boolean greeted;

    Watching(News news, Outlet outlet) {
        this.news = news;
        this.outlet = outlet;
    }

    News.Resource resource() {
        return news.resource();
    }

    /** Notes that the client speaks a revision in which log messages are sent without being asked for. */
    void greeted() {
        greeted = true;
    }

    /** Notes whether the client wants to be told of changes of the resource. */
    void setSubscribed(boolean wanted) {
        subscribed = wanted;
    }

    /** Notes the least severity of log messages. */
    void setLeast(News.Severity severity) {
        least = severity;
    }

    /** Has news come, if they do not yet. */
    void begin() throws InterruptedException, RpcError {
        beginning.lockInterruptibly();
        try {
            if (feed != null || ended.getCount() == 0) {
                return;
            }
            Verdict<News.Feed> verdict = news.begin(this);
            if (verdict instanceof Verdict.Refused<News.Feed> no) {
                throw new RpcError(RpcError.INTERNAL, no.refusal().problem() + " " + no.refusal().recommendation());
            }
            News.Feed begun = ((Verdict.Granted<News.Feed>) verdict).value();
            if (ended.getCount() == 0) {
                begun.close();
            } else {
                feed = begun;
            }
        } finally {
            beginning.unlock();
        }
    }

    /** Has news come to a client that is told them as log messages, once it has called a tool, so that the core is open anyway. */
    void called() {
        if (!greeted) {
            return;
        }
        Thread.ofVirtual().name("news").start(() -> {
            try {
                begin();
            } catch (RpcError | RuntimeException notNow) {
                LoggerFactory.getLogger(Watching.class).debug("No news: {}", notNow.toString());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Tells {@code call} of changes until it is cancelled or the connection ends, and returns the answer to it. */
    JsonObject listen(Call call, boolean toResource) throws InterruptedException, RpcError {
        begin();
        JsonObject.Builder agreed = JsonObject.with();
        if (toResource) {
            agreed.put("resourceSubscriptions", JsonArray.ofStrings(news.resource().uri()));
        }
        lock.lock();
        try {
            // Under the lock, so that the acknowledgement comes before any news.
            call.send(notification("notifications/subscriptions/acknowledged",
                    tagged(call, JsonObject.with().put("notifications", agreed.build()))));
            if (toResource) {
                listeners.add(call);
            }
        } finally {
            lock.unlock();
        }
        try {
            ended.await();
        } finally {
            remove(call);
        }
        return JsonObject.EMPTY;
    }

    private void remove(Call call) {
        lock.lock();
        try {
            listeners.remove(call);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void accept(News.Item item) {
        lock.lock();
        try {
            String uri = news.resource().uri();
            for (Call listener : listeners) {
                listener.send(notification("notifications/resources/updated",
                        tagged(listener, JsonObject.with().put("uri", uri))));
            }
            if (subscribed) {
                outlet.send(notification("notifications/resources/updated", JsonObject.with().put("uri", uri).build()));
            }
            if (greeted && item.severity().compareTo(least) >= 0) {
                outlet.send(notification("notifications/message", JsonObject.with()
                        .put("level", item.severity().name().toLowerCase(Locale.ROOT))
                        .put("logger", "tunnel-manager")
                        .put("data", item.details())
                        .build()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends every listening, which is answered then, and has no more news come. */
    void end() {
        ended.countDown();
        // Not waited for: who is opening the core at this moment sees that it is over.
        if (beginning.tryLock()) {
            try {
                if (feed != null) {
                    feed.close();
                    feed = null;
                }
            } finally {
                beginning.unlock();
            }
        }
    }

    private static JsonObject tagged(Call call, JsonObject.Builder params) {
        JsonValue id = call.request().id();
        return params.put("_meta", JsonObject.with().put(SUBSCRIPTION, id).build()).build();
    }

    private static JsonObject notification(String method, JsonObject params) {
        return JsonObject.with().put("jsonrpc", new JsonString("2.0")).put("method", method).put("params", params)
                .build();
    }
}
