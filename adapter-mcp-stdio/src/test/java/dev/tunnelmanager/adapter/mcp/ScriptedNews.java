package dev.tunnelmanager.adapter.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.News;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** News that come when a test wants. */
final class ScriptedNews implements News {

    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile boolean refusing;
    private final CountDownLatch once = new CountDownLatch(1);
    private final List<Consumer<Item>> listening = new CopyOnWriteArrayList<>();

    @Override
    public Resource resource() {
        return new Resource("test://status", "Status", "How it is.", "echo");
    }

    @Override
    public Verdict<Feed> begin(Consumer<Item> told) {
        if (refusing) {
            return Verdict.refused(RefusalCode.IDENTITY_MISSING, "Nobody is asking.", "Say who.");
        }
        begun.incrementAndGet();
        listening.add(told);
        once.countDown();
        return Verdict.granted(() -> {
            closed.incrementAndGet();
            listening.remove(told);
        });
    }

    void awaitBegun() {
        try {
            assertThat(once.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    void tell(Severity severity, String message) {
        Item item = new Item(severity, JsonObject.with().put("message", message).build());
        listening.forEach(told -> told.accept(item));
    }
}
