package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.adapter.cloudflaredruntime.ContainerControl.ConnectorContainer;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Subscription;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is seen of a connector in containers: what the engine says of them, and what they have written. */
final class ContainerSight implements KeeperSight {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerSight.class);

    private final DockerConnector containers;
    private final ContainerControl control;
    private final InstantSource clock;
    private final BooleanSupplier keeps;
    private final RestartCounts restarts;
    private final LastSeen<ConnectorContainer> seen;

    /**
     * Makes it.
     *
     * @param keeps whether the connector is in a container at all, as far as is known
     */
    ContainerSight(DockerConnector containers, ContainerControl control, InstantSource clock, BooleanSupplier keeps) {
        this.keeps = keeps;
        this.containers = containers;
        this.control = control;
        this.clock = clock;
        this.restarts = new RestartCounts(clock);
        this.seen = new LastSeen<>(containers::candidates, clock);
    }

    @Override
    public Report report() {
        List<ConnectorContainer> found = seen.look();
        if (found.isEmpty()) {
            return new Report(KeeperState.STOPPED, "The engine knows no container of the connector.");
        }
        List<String> words = new ArrayList<>();
        List<KeeperState> states = new ArrayList<>();
        for (ConnectorContainer container : found) {
            states.add(state(container));
            words.add("container " + container.name() + " is " + container.state()
                    + container.health().map(health -> " (" + health + ")").orElse("") + ", " + container.restarts()
                    + " restarts");
        }
        return new Report(UnitSight.together(states), String.join("; ", words) + ".");
    }

    /** One that is paused carries nothing, and nobody will go on with it by himself. */
    private KeeperState state(ConnectorContainer container) {
        boolean looping = restarts.isLooping(container.id(), container.restarts());
        return switch (container.state()) {
            case "running" -> KeeperState.RUNNING;
            case "restarting" -> looping ? KeeperState.FAILING : KeeperState.STARTING;
            default -> KeeperState.STOPPED;
        };
    }

    @Override
    public List<LogText> logs(Instant since) {
        List<LogText> texts = new ArrayList<>();
        for (ConnectorContainer container : seen.lately()) {
            try {
                texts.add(new LogText(control.logSince(container.id(), since, MOST_LINES).stream()
                        .map(line -> LogLine.parse(line.text()).notedAt(line.at())).toList(), clock.instant()));
            } catch (PortFailure unreadable) {
                LOG.debug("No log of container {}: {}", container.name(), unreadable.problem());
            }
        }
        return texts;
    }

    @Override
    public List<List<HostPort>> pages() {
        return seen.lately().stream().filter(ConnectorContainer::isRunning)
                .map(container -> container.candidates().stream().map(HostPort::parse).toList()).toList();
    }

    /** The engine tells of whatever happens in it; only what happens to the connector's containers is told on. */
    @Override
    public Subscription onChange(Runnable changed) {
        AtomicReference<List<String>> last = new AtomicReference<>(List.of());
        return control.onChange(() -> {
            // Containers come and go on a host whose connector is elsewhere, too, and asking for them all costs something.
            if (!keeps.getAsBoolean()) {
                return;
            }
            List<String> now = shape();
            if (!now.equals(last.getAndSet(now))) {
                changed.run();
            }
        });
    }

    private List<String> shape() {
        try {
            return containers.candidates().stream().map(each -> each.id() + " " + each.state() + " " + each.startedAt()
                    + " " + each.restarts()).toList();
        } catch (PortFailure unknown) {
            return List.of(unknown.problem());
        }
    }
}
