package dev.tunnelmanager.launcher;

import dev.tunnelmanager.ports.driving.ControlPlane;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Closes a control plane when the process is told to end (SIGTERM, SIGINT, SIGHUP): what is under way is finished if that takes at
 * most some seconds, and is left to the next leader otherwise, which is let in as soon as this process has let go.
 *
 * <p>Safe for use by many threads.
 */
public final class OrderlyEnd implements AutoCloseable {

    private final AtomicReference<@Nullable ControlPlane> open = new AtomicReference<>();
    private final Thread hook = new Thread(this::closeNow, "tunnel-manager-end");

    private OrderlyEnd() {}

    /** Makes one that sees to whatever is {@link #of opened} until it is closed. */
    public static OrderlyEnd armed() {
        OrderlyEnd end = new OrderlyEnd();
        Runtime.getRuntime().addShutdownHook(end.hook);
        return end;
    }

    /** Says what is to be closed, and returns it. */
    public ControlPlane of(ControlPlane plane) {
        open.set(plane);
        return plane;
    }

    /** Closes what is open, once, and returns when that is done. */
    @Override
    public void close() {
        closeNow();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            // The process was told to end meanwhile; the hook finds nothing left to close.
            open.set(null);
        }
    }

    private void closeNow() {
        ControlPlane plane = open.getAndSet(null);
        if (plane != null) {
            plane.close();
        }
    }
}
