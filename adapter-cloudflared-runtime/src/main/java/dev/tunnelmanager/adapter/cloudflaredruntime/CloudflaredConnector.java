package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Vitals;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
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
    private final UnitSight unitSight;
    private final ContainerSight containerSight;
    private final ChildSight childSight;
    private final KeeperNote note;
    private final Vitals vitals;
    private volatile @Nullable Keeper latest;

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
        this(settings, containers, ownContainer, pause, clock, chance, "systemctl", "journalctl");
    }

    CloudflaredConnector(ConnectorSettings settings, ContainerControl containers,
            Supplier<Optional<String>> ownContainer, Pause pause, InstantSource clock, RandomGenerator chance,
            String systemctl) {
        this(settings, containers, ownContainer, pause, clock, chance, systemctl, "journalctl");
    }

    private CloudflaredConnector(ConnectorSettings settings, ContainerControl containers,
            Supplier<Optional<String>> ownContainer, Pause pause, InstantSource clock, RandomGenerator chance,
            String systemctl, String journalctl) {
        this.settings = settings;
        this.processes = new ProcessTable(Path.of("/proc"));
        Readiness waiting = new Readiness(pause, clock);
        this.systemd = new SystemdUnit(settings, waiting, systemctl);
        this.docker = new DockerConnector(settings, containers, waiting);
        ProcessWatch watch = new ProcessWatch(processes);
        // A clock that is set anew must neither cut off a replica that drains nor end the wait for a fresh one.
        BootClock steady = new BootClock(Path.of("/proc"));
        Readiness childWaiting = new Readiness(pause, steady);
        this.children = new ProcessReplicas(settings, ownContainer, processes,
                new ReplicaStarter(settings, clock, chance),
                new ReplicaEnding(settings, processes, childWaiting, steady), childWaiting, watch, clock);
        this.unitSight = new UnitSight(systemd, journalctl, clock, processes);
        this.containerSight = new ContainerSight(docker, containers, clock, () -> latest == docker);
        this.childSight = new ChildSight(settings, children, watch);
        this.note = new KeeperNote(settings.stateDir());
        this.vitals = new CloudflaredVitals(followed(),
                () -> keeperRemembered().then(keeper -> Verdict.granted(sight(keeper))),
                new Masking(settings.extraArgs()));
    }

    @Override
    public ConnectorObservation observe() {
        return seen(Keeper::observe);
    }

    @Override
    public ConnectorObservation glance() {
        return seen(Keeper::glance);
    }

    private ConnectorObservation seen(Function<Keeper, ConnectorObservation> look) {
        try {
            return switch (keeper()) {
                case Verdict.Granted<Keeper> granted -> look.apply(granted.value());
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
        return replace(keeper -> keeper.roll(List.copyOf(rules), progress));
    }

    @Override
    public RollOutcome restart(List<IngressRule> rules, Consumer<String> progress) {
        return replace(keeper -> keeper.restart(List.copyOf(rules), progress));
    }

    /** Returns what tells how this connector is, beside what it serves. */
    public Vitals vitals() {
        return vitals;
    }

    private RollOutcome replace(Function<Keeper, RollOutcome> how) {
        try {
            return switch (keeperRemembered()) {
                case Verdict.Granted<Keeper> granted -> how.apply(granted.value());
                case Verdict.Refused<Keeper> refused -> throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                        refused.refusal().problem(), refused.refusal().recommendation());
            };
        } catch (UncheckedIOException unreadable) {
            throw noProcessTable(unreadable);
        }
    }

    /** Whoever keeps the connector may be found only later, so all are followed that tell anything. */
    private List<KeeperSight> followed() {
        return switch (settings.kind()) {
            case SYSTEMD -> List.of(unitSight);
            case DOCKER -> List.of(containerSight);
            case PROCESS -> List.of(childSight);
            case AUTO -> List.of(unitSight, containerSight, childSight);
        };
    }

    private KeeperSight sight(Keeper keeper) {
        return switch (keeper) {
            case SystemdUnit unit -> unitSight;
            case DockerConnector container -> containerSight;
            case ProcessReplicas replicas -> childSight;
        };
    }

    private Verdict<Keeper> keeper() {
        Verdict<Keeper> chosen = choose();
        if (chosen instanceof Verdict.Granted<Keeper> granted) {
            latest = granted.value();
        }
        return chosen;
    }

    /**
     * Chooses, and writes down what was found, so that it is known when all of it is gone: nothing is left to be found of children that
     * have died. Only for those calls that the leader alone makes.
     */
    private Verdict<Keeper> keeperRemembered() {
        Verdict<Keeper> chosen = keeper();
        if (settings.kind() == ConnectorSettings.Kind.AUTO && chosen instanceof Verdict.Granted<Keeper> granted) {
            note.write(kind(granted.value()));
        }
        return chosen;
    }

    private static ConnectorSettings.Kind kind(Keeper keeper) {
        return switch (keeper) {
            case SystemdUnit unit -> ConnectorSettings.Kind.SYSTEMD;
            case DockerConnector container -> ConnectorSettings.Kind.DOCKER;
            case ProcessReplicas replicas -> ConnectorSettings.Kind.PROCESS;
        };
    }

    private Verdict<Keeper> choose() {
        return keeper(settings.kind()).map(Verdict::granted).orElseGet(this::detect);
    }

    /** Where nothing is left of a connector, it is where it was last. A keeper that cannot be asked counts only after that. */
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
        Optional<Keeper> last = note.read().flatMap(this::keeper);
        if (last.isPresent()) {
            return Verdict.granted(last.get());
        }
        if (!unknown.isEmpty()) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, String.join(" ", unknown),
                    "Correct that, or set connector.kind to where the connector runs.");
        }
        return Verdict.refused(notFound());
    }

    private Optional<Keeper> keeper(ConnectorSettings.Kind kind) {
        return switch (kind) {
            case AUTO -> Optional.empty();
            case SYSTEMD -> Optional.of(systemd);
            case DOCKER -> Optional.of(docker);
            case PROCESS -> Optional.of(children);
        };
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
