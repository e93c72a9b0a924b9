package dev.tunnelmanager.launcher;

import dev.tunnelmanager.adapter.cloudflaredruntime.ContainerControl;
import dev.tunnelmanager.adapter.docker.DockerContainers;
import dev.tunnelmanager.adapter.docker.ObservedContainer;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.ports.driven.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Puts the Docker engine behind what the connector's adapter asks of an engine: adapters do not know each other. */
final class EngineContainers implements ContainerControl {

    private final DockerContainers engine;
    private final Function<Runnable, Subscription> events;
    private final List<String> configuredNames;

    /**
     * Puts it there.
     *
     * @param engine its containers
     * @param events has somebody called after whatever happens in it
     * @param configuredNames what the connector's containers are called
     */
    EngineContainers(DockerContainers engine, Function<Runnable, Subscription> events, List<String> configuredNames) {
        this.engine = engine;
        this.events = events;
        this.configuredNames = List.copyOf(configuredNames);
    }

    @Override
    public List<ConnectorContainer> connectors(List<Integer> metricsPorts) {
        return found().stream().map(container -> translate(container, metricsPorts)).toList();
    }

    /** One name is a hint, in the place of which whatever runs a connector is found; several are meant as they are written. */
    private List<ObservedContainer> found() {
        if (configuredNames.size() == 1) {
            return engine.findConnectors(configuredNames.getFirst());
        }
        return configuredNames.stream().flatMap(name -> engine.findConnectors(name).stream()
                .filter(container -> container.name().equals(name))).toList();
    }

    private ConnectorContainer translate(ObservedContainer container, List<Integer> metricsPorts) {
        List<String> candidates = metricsPorts.stream()
                .flatMap(port -> engine.waysTo(container.id(), PortNumber.of(port)).stream()).map(Object::toString)
                .toList();
        return new ConnectorContainer(container.id(), container.name(),
                container.state().name().toLowerCase(Locale.ROOT), container.startedAt(), container.restarts(),
                candidates, container.health());
    }

    @Override
    public void restart(String id, Duration stopTimeout) {
        engine.restart(id, stopTimeout);
    }

    @Override
    public List<WrittenLine> logSince(String id, Instant since, int lines) {
        return engine.logsSince(id, since, lines).stream().map(line -> new WrittenLine(line.at(), line.text()))
                .toList();
    }

    @Override
    public Subscription onChange(Runnable changed) {
        return events.apply(changed);
    }

    @Override
    public List<String> logTail(String id, int lines) {
        return engine.logsTail(id, lines);
    }
}
