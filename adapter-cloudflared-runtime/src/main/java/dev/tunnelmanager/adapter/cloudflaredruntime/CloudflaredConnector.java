package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** cloudflared, kept running by systemd, by a container engine or by ourselves: as configured, or as found. */
public final class CloudflaredConnector implements Connector {

    private static final Logger LOG = LoggerFactory.getLogger(CloudflaredConnector.class);

    private final ConnectorSettings settings;
    private final ProcessTable processes;
    private final SystemdUnit systemd;
    private final DockerConnector docker;
    private final ProcessReplicas children;

    /**
     * Makes the connector; nothing is looked at yet.
     *
     * @param settings how it is kept running
     * @param containers the container engine, {@link ContainerControl#none()} if there is none
     * @param ownContainer the engine's full id of the container that this very process runs in, if it does
     * @param pause lets time pass between looks
     * @param clock tells the time
     * @param chance tells starts apart
     */
    public CloudflaredConnector(ConnectorSettings settings, ContainerControl containers,
            Supplier<Optional<String>> ownContainer, Pause pause, InstantSource clock, RandomGenerator chance) {
        this(settings, containers, ownContainer, pause, clock, chance, "systemctl");
    }

    CloudflaredConnector(ConnectorSettings settings, ContainerControl containers,
            Supplier<Optional<String>> ownContainer, Pause pause, InstantSource clock, RandomGenerator chance,
            String systemctl) {
        this.settings = settings;
        this.processes = new ProcessTable(Path.of("/proc"));
        Readiness waiting = new Readiness(pause, clock);
        this.systemd = new SystemdUnit(settings, waiting, systemctl);
        this.docker = new DockerConnector(settings, containers, waiting);
        this.children = new ProcessReplicas(settings, ownContainer, processes, new ReplicaStarter(settings, chance),
                new ReplicaEnding(settings, processes, waiting, clock), waiting);
    }

    @Override
    public ConnectorObservation observe() {
        try {
            return switch (keeper()) {
                case Verdict.Granted<Keeper> granted -> granted.value().observe();
                case Verdict.Refused<Keeper> refused -> new ConnectorObservation.NotFound(refused.refusal());
            };
        } catch (PortFailure failure) {
            LOG.debug("The connector could not be observed", failure);
            return new ConnectorObservation.Unknown(failure.problem());
        } catch (UncheckedIOException unreadable) {
            return new ConnectorObservation.Unknown(noProcessTable(unreadable).problem());
        }
    }

    @Override
    public RollOutcome roll(List<IngressRule> rules, Consumer<String> progress) {
        try {
            return switch (keeper()) {
                case Verdict.Granted<Keeper> granted -> granted.value().roll(List.copyOf(rules), progress);
                case Verdict.Refused<Keeper> refused -> throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                        refused.refusal().problem(), refused.refusal().recommendation());
            };
        } catch (UncheckedIOException unreadable) {
            throw noProcessTable(unreadable);
        }
    }

    private Verdict<Keeper> keeper() {
        return switch (settings.kind()) {
            case SYSTEMD -> Verdict.granted(systemd);
            case DOCKER -> Verdict.granted(docker);
            case PROCESS -> Verdict.granted(children);
            case AUTO -> detect();
        };
    }

    /** A keeper that cannot be asked counts only when no other has a connector. */
    private Verdict<Keeper> detect() {
        List<Keeper> found = new ArrayList<>();
        List<String> places = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Keeper keeper : List.of(systemd, docker, children)) {
            switch (keeper.presence()) {
                case Keeper.Presence.Here here -> {
                    found.add(keeper);
                    places.add(here.what());
                }
                case Keeper.Presence.Unknown reason -> unknown.add(reason.reason());
                case Keeper.Presence.Absent absent -> LOG.trace("{} in {}", absent, keeper);
            }
        }
        if (found.size() == 1) {
            return Verdict.granted(found.getFirst());
        }
        if (found.size() > 1) {
            return Verdict.refused(RefusalCode.CONNECTOR_AMBIGUOUS,
                    "Several connectors were found: " + String.join("; ", places)
                            + ". Tunnel Manager does not guess which one carries the tunnel.",
                    "Set connector.kind to systemd, docker or process.");
        }
        if (!unknown.isEmpty()) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, String.join(" ", unknown),
                    "Correct that, or set connector.kind to where the connector runs.");
        }
        return Verdict.refused(notFound());
    }

    private Refusal notFound() {
        List<Long> strays = processes.named("cloudflared");
        String stray = strays.isEmpty() ? ""
                : " Process " + strays.getFirst()
                        + " is a cloudflared that none of these keeps running.";
        return new Refusal(RefusalCode.CONNECTOR_NOT_FOUND, "No connector was found: no systemd unit "
                + settings.unit() + ", no container that runs cloudflared, no child process of Tunnel Manager." + stray,
                "Set connector.kind to process to have Tunnel Manager run cloudflared itself, or run \"cloudflared"
                        + " service install\".");
    }

    private static PortFailure noProcessTable(UncheckedIOException unreadable) {
        return new PortFailure(PortFailure.Kind.UNAVAILABLE,
                "The process table under /proc cannot be read: " + unreadable.getMessage() + ".",
                "Run Tunnel Manager on Linux with /proc mounted.", unreadable);
    }
}
