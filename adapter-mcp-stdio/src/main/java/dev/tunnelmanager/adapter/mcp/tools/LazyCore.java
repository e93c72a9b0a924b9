package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The core, set up when it is first needed, once however many calls need it at the same time. If that does not work, the next
 * call tries again.
 */
final class LazyCore {

    private final Supplier<Verdict<ControlPlane>> supplier;
    private final AtomicReference<@Nullable FutureTask<Verdict<ControlPlane>>> attempt = new AtomicReference<>();

    /** Makes a core that is not set up. */
    LazyCore(Supplier<Verdict<ControlPlane>> supplier) {
        this.supplier = supplier;
    }

    Verdict<ControlPlane> get() throws InterruptedException {
        FutureTask<Verdict<ControlPlane>> current = currentAttempt();
        Verdict<ControlPlane> verdict;
        try {
            verdict = current.get();
        } catch (ExecutionException broken) {
            attempt.compareAndSet(current, null);
            if (broken.getCause() instanceof PortFailure failure) {
                return Verdict.refused(Failures.refusalOf(failure));
            }
            throw new IllegalStateException("The core could not be set up", broken.getCause());
        }
        if (verdict instanceof Verdict.Refused<ControlPlane>) {
            attempt.compareAndSet(current, null);
        }
        return verdict;
    }

    private FutureTask<Verdict<ControlPlane>> currentAttempt() {
        while (true) {
            FutureTask<Verdict<ControlPlane>> current = attempt.get();
            if (current != null) {
                return current;
            }
            FutureTask<Verdict<ControlPlane>> fresh = new FutureTask<>(supplier::get);
            if (attempt.compareAndSet(null, fresh)) {
                // A thread of its own, so that cancelling the first call does not interrupt what the others wait for too.
                Thread thread = new Thread(fresh, "core-setup");
                thread.setDaemon(true);
                thread.start();
                return fresh;
            }
        }
    }
}
