package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.ports.driven.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the keeper of containers needs from a container engine. Whoever assembles the product puts the engine's adapter behind it;
 * methods throw {@link dev.tunnelmanager.ports.driven.PortFailure} when the engine cannot be asked.
 */
public interface ContainerControl {

    /**
     * One container whose program is cloudflared, in any state.
     *
     * @param id the engine's full id
     * @param name its name, without a leading slash
     * @param state in the engine's words, for example {@code running} or {@code exited}
     * @param startedAt since when it runs, if it does
     * @param restarts how often the engine has restarted it by itself
     * @param candidates {@code host:port} texts at which one of the asked ports may answer from here, best first
     * @param health what its health check says in the engine's words, for example {@code unhealthy}; empty if it has none
     */
    record ConnectorContainer(String id, String name, String state, Optional<Instant> startedAt, int restarts,
            List<String> candidates, Optional<String> health) {

        public ConnectorContainer {
            candidates = List.copyOf(candidates);
        }

        /** Makes one without a health check. */
        public ConnectorContainer(String id, String name, String state, Optional<Instant> startedAt, int restarts,
                List<String> candidates) {
            this(id, name, state, startedAt, restarts, candidates, Optional.empty());
        }

        boolean isRunning() {
            return state.equals("running");
        }
    }

    /**
     * Returns every container that runs, or when started would run, cloudflared.
     *
     * @param metricsPorts the ports inside the container on which its status pages may be served
     */
    List<ConnectorContainer> connectors(List<Integer> metricsPorts);

    /**
     * Restarts a container and returns when it has been started again.
     *
     * @param id the engine's id
     * @param stopTimeout how long it may take to end by itself before it is killed
     */
    void restart(String id, Duration stopTimeout);

    /** Returns the last lines of a container's output, at most {@code lines}, oldest first. */
    List<String> logTail(String id, int lines);

    /**
     * One line of a container's output.
     *
     * @param at when the engine has got it
     * @param text the line
     */
    record WrittenLine(Instant at, String text) {}

    /** Returns what a container has written since, at most the last {@code lines} lines, oldest first. */
    default List<WrittenLine> logSince(String id, Instant since, int lines) {
        return List.of();
    }

    /** Calls {@code changed} soon after something has happened to any container, until closed; an engine may have no such hook. */
    default Subscription onChange(Runnable changed) {
        return () -> {};
    }

    /** Returns the control for a machine without containers. */
    static ContainerControl none() {
        return new ContainerControl() {
            @Override
            public List<ConnectorContainer> connectors(List<Integer> metricsPorts) {
                return List.of();
            }

            @Override
            public void restart(String id, Duration stopTimeout) {
                throw new IllegalArgumentException("There is no container " + id);
            }

            @Override
            public List<String> logTail(String id, int lines) {
                return List.of();
            }
        };
    }
}
