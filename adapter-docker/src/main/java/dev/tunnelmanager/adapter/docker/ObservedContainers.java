package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.tunnelmanager.domain.topology.Container.NetworkMode;
import dev.tunnelmanager.domain.topology.Container.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates what an engine tells of a container into an {@link ObservedContainer}. */
final class ObservedContainers {

    private static final Logger LOG = LoggerFactory.getLogger(ObservedContainers.class);

    static ObservedContainer translate(InspectContainerResponse seen) {
        State state = EngineContainers.state(seen);
        NetworkMode mode = EngineContainers.mode(seen, List.of());
        boolean ownNamespace = mode instanceof NetworkMode.Networks;
        boolean running = state == State.RUNNING || state == State.PAUSED;
        Optional<Instant> startedAt = startedAt(seen);
        return new ObservedContainer(seen.getId(), EngineContainers.name(seen), image(seen), command(seen), state,
                startedAt,
                Optional.ofNullable(seen.getRestartCount()).orElse(0),
                running || startedAt.isEmpty() ? Optional.empty() : exitCode(seen), mode,
                ownNamespace ? addresses(seen) : List.of(), ownNamespace ? EngineContainers.bindings(seen) : List.of(),
                health(seen));
    }

    private static Optional<String> health(InspectContainerResponse seen) {
        return Optional.ofNullable(seen.getState()).flatMap(state -> Optional.ofNullable(state.getHealth()))
                .flatMap(health -> Optional.ofNullable(health.getStatus())).filter(word -> !word.equals("none"));
    }

    private static List<String> addresses(InspectContainerResponse seen) {
        return EngineContainers.networksOf(seen).values().stream().flatMap(ObservedContainers::addresses).distinct()
                .toList();
    }

    private static Stream<String> addresses(ContainerNetwork entry) {
        return Stream.concat(Texts.given(entry.getIpAddress()).stream(),
                Texts.given(entry.getGlobalIPv6Address()).stream());
    }

    private static String image(InspectContainerResponse seen) {
        String asked = seen.getConfig() == null ? null : seen.getConfig().getImage();
        return Texts.given(asked).or(() -> Texts.given(seen.getImageId())).orElse("");
    }

    private static List<String> command(InspectContainerResponse seen) {
        Stream<String> arguments = seen.getArgs() == null ? Stream.empty() : Arrays.stream(seen.getArgs());
        return Stream.concat(Texts.given(seen.getPath()).stream(), arguments).toList();
    }

    private static Optional<Integer> exitCode(InspectContainerResponse seen) {
        Long code = seen.getState() == null ? null : seen.getState().getExitCodeLong();
        return Optional.ofNullable(code).map(Long::intValue);
    }

    /** The year 1 stands for never. */
    private static Optional<Instant> startedAt(InspectContainerResponse seen) {
        String text = seen.getState() == null ? null : seen.getState().getStartedAt();
        try {
            return Texts.given(text).map(Instant::parse).filter(instant -> instant.isAfter(Instant.EPOCH));
        } catch (DateTimeException e) {
            LOG.debug("Not a time: {}", text, e);
            return Optional.empty();
        }
    }

    private ObservedContainers() {}
}
