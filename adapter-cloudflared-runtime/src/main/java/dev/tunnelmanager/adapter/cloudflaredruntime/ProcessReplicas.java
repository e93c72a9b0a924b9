package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Replicas as child processes of ours, found by the tag in their environment whoever started them: what the keeper sees. How they
 * are replaced is {@link ReplicaRoll}.
 */
final class ProcessReplicas implements Keeper {

    private final ConnectorSettings settings;
    private final Supplier<Optional<String>> ownContainer;
    private final ProcessTable processes;
    private final ReplicaStarter starter;
    private final ReplicaEnding ending;
    private final Readiness waiting;
    private final ProcessWatch watch;
    private final InstantSource clock;

    ProcessReplicas(ConnectorSettings settings, Supplier<Optional<String>> ownContainer, ProcessTable processes,
            ReplicaStarter starter, ReplicaEnding ending, Readiness waiting, ProcessWatch watch,
            InstantSource clock) {
        this.settings = settings;
        this.ownContainer = ownContainer;
        this.processes = processes;
        this.starter = starter;
        this.ending = ending;
        this.waiting = waiting;
        this.watch = watch;
        this.clock = clock;
    }

    /** A replica that runs and was not told to end, with what it says of itself, if it answers. */
    record Running(ChildReplica child, Optional<StatusReading> reading) {

        HostPort address() {
            return child.address();
        }

        int readyConnections() {
            return reading.map(StatusReading::readyConnections).orElse(0);
        }

        Replica asReplica() {
            return reading.map(r -> r.asReplica(address().toString(), child.startedAt(), 0))
                    .orElseGet(() -> new Replica(address().toString(), Optional.empty(), 0, child.startedAt(), 0,
                            Optional.empty(), false));
        }
    }

    @Override
    public Presence presence() {
        List<ChildReplica> running = staying();
        return running.isEmpty() ? new Presence.Absent()
                : new Presence.Here(running.size() + " child processes of Tunnel Manager");
    }

    @Override
    public ConnectorObservation observe(Function<HostPort, Optional<StatusReading>> page) {
        List<ChildReplica> all = all();
        ending.seeTo(all);
        List<Running> running = running(all, page);
        if (running.isEmpty() && Executables.find(settings.binary()).isEmpty()) {
            return new ConnectorObservation.NotFound(new Refusal(RefusalCode.CONNECTOR_NOT_FOUND,
                    "No connector runs, and there is no program \"" + settings.binary() + "\" to start one.",
                    "Install cloudflared, or set connector.binary to where it is."));
        }
        ConnectorPlace place = ownContainer.get().<ConnectorPlace>map(ConnectorPlace.InContainer::new)
                .orElseGet(ConnectorPlace.OnHost::new);
        return new ConnectorObservation.Found(ConnectorKind.PROCESS, place,
                running.stream().map(Running::asReplica).toList(), settings.metrics().size());
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
        starter.binary();
        ending.sweep(all());
        return new ReplicaRoll(settings, this, starter, ending, waiting, clock, rules, evenIfRight, progress)
                .carryOut();
    }

    /** Returns every start that is still there, also one that was told to end. */
    List<ChildReplica> all() {
        List<ChildReplica> all = ChildReplica.group(processes.taggedFor(settings.instanceId().get()));
        watch.see(all.stream().flatMap(child -> child.members().stream()).map(ProcessTable.Tagged::identity).toList());
        return all;
    }

    /** Returns the starts that were not told to end, without asking them anything. */
    List<ChildReplica> staying() {
        return all().stream().filter(child -> !ending.isEnding(child)).toList();
    }

    /** Returns the replicas that were not told to end: the configured addresses first and in their order. */
    List<Running> running() {
        return running(all(), StatusPage::read);
    }

    private List<Running> running(List<ChildReplica> all, Function<HostPort, Optional<StatusReading>> page) {
        List<ChildReplica> children = new ArrayList<>(
                all.stream().filter(child -> !ending.isEnding(child)).toList());
        children.sort(Comparator.comparingInt(this::rank));
        return children.stream().map(child -> new Running(child, page.apply(child.address()))).toList();
    }

    private int rank(ChildReplica child) {
        int index = settings.metrics().indexOf(child.address());
        return index < 0 ? Integer.MAX_VALUE : index;
    }
}
