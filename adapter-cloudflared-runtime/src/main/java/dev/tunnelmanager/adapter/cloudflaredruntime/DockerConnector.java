package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.adapter.cloudflaredruntime.ContainerControl.ConnectorContainer;
import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connector that runs in a container, or in several that are replicas of each other. */
final class DockerConnector implements Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(DockerConnector.class);
    /** The engine kills after 10 s by default, well before cloudflared's own grace period is over. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);
    private static final int LOG_LINES = 20;

    private final ConnectorSettings settings;
    private final ContainerControl control;
    private final Readiness waiting;

    DockerConnector(ConnectorSettings settings, ContainerControl control, Readiness waiting) {
        this.settings = settings;
        this.control = control;
        this.waiting = waiting;
    }

    @Override
    public Presence presence() {
        try {
            List<ConnectorContainer> ours = inUse(all());
            return ours.isEmpty() ? new Presence.Absent()
                    : new Presence.Here("container " + String.join(", ", names(ours)));
        } catch (PortFailure failure) {
            return new Presence.Unknown(failure.problem());
        }
    }

    @Override
    public ConnectorObservation observe(Function<HostPort, Optional<StatusReading>> page) {
        return switch (replicas()) {
            case Verdict.Refused<List<ConnectorContainer>> refused -> new ConnectorObservation.NotFound(
                    refused.refusal());
            case Verdict.Granted<List<ConnectorContainer>> granted -> {
                List<ConnectorContainer> containers = granted.value();
                yield new ConnectorObservation.Found(ConnectorKind.DOCKER,
                        new ConnectorPlace.InContainer(containers.getFirst().id()),
                        containers.stream().filter(ConnectorContainer::isRunning)
                                .map(container -> asReplica(container, page)).toList(),
                        Math.max(containers.size(), settings.containers().size()));
            }
        };
    }

    @Override
    public RollOutcome roll(List<IngressRule> rules, Consumer<String> progress) {
        return replace(rules, false, progress);
    }

    @Override
    public RollOutcome restart(List<IngressRule> rules, Consumer<String> progress) {
        return replace(rules, true, progress);
    }

    private RollOutcome replace(List<IngressRule> rules, boolean evenIfRight, Consumer<String> progress) {
        List<ConnectorContainer> containers = switch (replicas()) {
            case Verdict.Granted<List<ConnectorContainer>> granted -> granted.value();
            case Verdict.Refused<List<ConnectorContainer>> refused -> throw new PortFailure(
                    PortFailure.Kind.UNAVAILABLE, refused.refusal().problem(), refused.refusal().recommendation());
        };
        for (ConnectorContainer container : containers) {
            Optional<StatusReading> reading = read(container);
            if (reading.isPresent() && reading.get().isManagedElsewhere()) {
                return RollRefusals.managedElsewhere(container.name(), reading.get());
            }
            if (reading.isEmpty() && container.isRunning() && !evenIfRight) {
                // Restarting what cannot be looked at afterwards would cut traffic and prove nothing.
                throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                        "The container " + container.name() + " runs, but its status page does not answer at any of "
                                + container.candidates() + ".",
                        "Set TUNNEL_METRICS=0.0.0.0:" + settings.metrics().getFirst().port() + " in the container "
                                + container.name() + " and publish that port on 127.0.0.1.");
            }
        }
        List<String> restarted = new ArrayList<>();
        for (ConnectorContainer container : idleFirst(containers)) {
            Optional<StatusReading> reading = read(container);
            if (!evenIfRight && container.isRunning()
                    && reading.filter(r -> r.isReady() && r.serves(rules)).isPresent()) {
                continue;
            }
            Optional<RollOutcome> failed = restart(container, reading, rules, progress);
            if (failed.isPresent()) {
                return failed.get();
            }
            restarted.add(container.name());
        }
        return new RollOutcome.Served(restarted);
    }

    /** Those that serve nobody come first, so that another is ready before one that serves is taken away. */
    private List<ConnectorContainer> idleFirst(List<ConnectorContainer> containers) {
        return containers.stream().sorted(Comparator.comparing(
                container -> container.isRunning() && read(container).filter(StatusReading::isReady).isPresent()))
                .toList();
    }

    private Optional<RollOutcome> restart(ConnectorContainer container, Optional<StatusReading> earlier,
            List<IngressRule> rules, Consumer<String> progress) {
        progress.accept("restarting container " + container.name());
        control.restart(container.id(), settings.gracePeriod().plus(STOP_MARGIN));
        LOG.info("Restarted container {}", container.name());
        progress.accept("waiting for container " + container.name() + " to be ready");
        Optional<String> earlierId = earlier.flatMap(StatusReading::connectorId);
        // Addresses are asked for anew each time: a restart may give the container another one.
        Readiness.Result result = waiting.await(
                () -> current(container.id()).flatMap(this::read)
                        .filter(r -> r.connectorId().isPresent() && !r.connectorId().equals(earlierId)),
                rules, earlier.map(StatusReading::readyConnections).orElse(0), settings.readyTimeout(), () -> true);
        return result instanceof Readiness.Result.Ready ? Optional.empty()
                : Optional.of(RollRefusals.notReady(container.name(), result, rules, settings.readyTimeout(), "",
                        complaint(container),
                        "Run \"docker logs --tail 50 " + container.name() + "\" and correct what it names."));
    }

    private String complaint(ConnectorContainer container) {
        try {
            return Complaint.pick(control.logTail(container.id(), LOG_LINES), new Masking(settings.extraArgs()));
        } catch (PortFailure unreadable) {
            LOG.debug("No log of container {}: {}", container.name(), unreadable.problem());
            return "";
        }
    }

    private static Replica asReplica(ConnectorContainer container,
            Function<HostPort, Optional<StatusReading>> page) {
        return read(container, page)
                .map(r -> r.asReplica(container.name(), container.startedAt(), container.restarts()))
                .orElseGet(() -> new Replica(container.name(), Optional.empty(), 0, container.startedAt(),
                        container.restarts(), Optional.empty(), false));
    }

    private Optional<StatusReading> read(ConnectorContainer container) {
        return read(container, StatusPage::read);
    }

    private static Optional<StatusReading> read(ConnectorContainer container,
            Function<HostPort, Optional<StatusReading>> page) {
        return container.candidates().stream().map(HostPort::parse).map(page).flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<ConnectorContainer> current(String id) {
        return all().stream().filter(container -> container.id().equals(id)).findFirst();
    }

    private List<ConnectorContainer> all() {
        return control.connectors(settings.metrics().stream().map(HostPort::port).distinct().toList());
    }

    /** Those that are named as configured, in whatever state; else all that run; else all, as one of them has carried the tunnel. */
    List<ConnectorContainer> candidates() {
        List<ConnectorContainer> all = all();
        List<ConnectorContainer> inUse = inUse(all);
        return inUse.isEmpty() ? all : inUse;
    }

    /** One that is stopped and not named may be left over from long ago, and is no reason to think that the connector is here. */
    private List<ConnectorContainer> inUse(List<ConnectorContainer> all) {
        List<ConnectorContainer> named = all.stream().filter(this::isNamed).toList();
        return named.isEmpty() ? all.stream().filter(ConnectorContainer::isRunning).toList() : named;
    }

    private boolean isNamed(ConnectorContainer container) {
        List<String> names = settings.containers();
        return names.contains(container.name())
                || (names.size() == 1 && container.name().startsWith(names.getFirst() + "-"));
    }

    private Verdict<List<ConnectorContainer>> replicas() {
        List<ConnectorContainer> found = candidates();
        if (found.isEmpty()) {
            return Verdict.refused(RefusalCode.CONNECTOR_NOT_FOUND,
                    "No container named " + String.join(" or ", settings.containers())
                            + " and none that runs cloudflared was found.",
                    "Start the connector's container, or set connector.container to its name.");
        }
        if (found.size() > 1 && !found.stream().allMatch(this::isNamed)) {
            return Verdict.refused(RefusalCode.CONNECTOR_AMBIGUOUS, "Several containers run cloudflared: "
                    + String.join(", ", names(found)) + ".", "Set connector.container to the name of the right one.");
        }
        return Verdict.granted(found.stream().sorted(Comparator.comparingInt(this::rank)
                .thenComparing(ConnectorContainer::name)).toList());
    }

    private int rank(ConnectorContainer container) {
        int index = settings.containers().indexOf(container.name());
        return index < 0 ? Integer.MAX_VALUE : index;
    }

    private static List<String> names(List<ConnectorContainer> containers) {
        return containers.stream().map(ConnectorContainer::name).sorted().toList();
    }
}
