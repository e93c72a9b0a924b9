package dev.tunnelmanager.adapter.mcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolContext;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The core is set up by the first call, once, and again after a failure. */
@Timeout(60)
class LazyCoreTest {

    private final ScriptedControlPlane plane = new ScriptedControlPlane();
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void nothing_is_set_up_before_the_first_call_and_nothing_twice() throws InterruptedException {
        TunnelTools tools = tools(() -> Verdict.granted(plane));
        assertThat(tools.definitions()).isNotEmpty();
        assertThat(tools.instructions()).isNotBlank();
        assertThat(attempts).hasValue(0);
        list(tools);
        list(tools);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void a_refused_set_up_is_told_and_tried_again() throws InterruptedException {
        TunnelTools tools = tools(() -> attempts.get() < 3
                ? Verdict.refused(RefusalCode.INVALID_CONFIGURATION, "Key statedir is unknown.", "Write state-dir.")
                : Verdict.granted(plane));
        assertThat(list(tools).code()).contains(RefusalCode.INVALID_CONFIGURATION);
        assertThat(list(tools).code()).contains(RefusalCode.INVALID_CONFIGURATION);
        assertThat(list(tools).isError()).isFalse();
        assertThat(attempts).hasValue(3);
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, STATE_UNAVAILABLE", "DENIED, STATE_UNAVAILABLE", "SECRET, SECRET_UNAVAILABLE",
            "OUTCOME_UNKNOWN, OUTCOME_UNKNOWN",
            "CORRUPT, STATE_DAMAGED", "NEWER, STATE_NEWER"})
    void a_failed_set_up_is_told_by_its_kind(PortFailure.Kind kind, RefusalCode code) throws InterruptedException {
        ToolResult result = list(tools(() -> {
            throw new PortFailure(kind, "The state is not there.", "Look at the disk.");
        }));
        assertThat(result.isError()).isTrue();
        assertThat(result.code()).contains(code);
        assertThat(result.text().get(0)).contains("The state is not there.", "Look at the disk.");
    }

    @Test
    void a_broken_set_up_is_an_internal_error_without_its_details() throws InterruptedException {
        ToolResult result = list(tools(() -> {
            throw new IllegalStateException("secret detail");
        }));
        assertThat(result.code()).contains(RefusalCode.INTERNAL);
        assertThat(result.structured().toJson()).doesNotContain("secret detail");
    }

    @Test
    void calls_at_the_same_time_share_one_set_up_and_one_cancelled_does_not_stop_it() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TunnelTools tools = tools(() -> {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return Verdict.granted(plane);
        });
        try (ExecutorService callers = Executors.newCachedThreadPool()) {
            Future<ToolResult> cancelled = callers.submit(() -> list(tools));
            begun.await();
            List<Future<ToolResult>> others = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                others.add(callers.submit(() -> list(tools)));
            }
            assertThat(cancelled.cancel(true)).isTrue();
            release.countDown();
            for (Future<ToolResult> other : others) {
                assertThat(other.get().isError()).isFalse();
            }
        }
        assertThat(attempts).hasValue(1);
    }

    private TunnelTools tools(Supplier<Verdict<ControlPlane>> supplier) {
        return new TunnelTools(() -> Verdict.granted(Examples.SUPERVISOR), () -> {
            attempts.incrementAndGet();
            return supplier.get();
        });
    }

    private static ToolResult list(TunnelTools tools) throws InterruptedException {
        return tools.call("port_list", JsonObject.EMPTY, ToolContext.silent());
    }
}
