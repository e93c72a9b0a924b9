package dev.tunnelmanager.simulation;

import dev.tunnelmanager.adapter.simulation.SimulatedMeasurements;
import dev.tunnelmanager.adapter.simulation.SimulatedNameResolution;
import dev.tunnelmanager.adapter.simulation.SimulatedProbes;
import dev.tunnelmanager.adapter.simulation.SimulatedStateStore;
import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.application.DrivenPorts;
import dev.tunnelmanager.application.TunnelControlPlane;
import dev.tunnelmanager.application.WatchOptions;
import dev.tunnelmanager.application.WatchedPorts;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driven.HostNetwork;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.NameResolution;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Topology;
import dev.tunnelmanager.ports.driven.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The processes of one simulated world, those that have died among them. */
final class Population {

    private static final int MOST = 4;

    private final World world;
    private final SplittableRandom chance;
    private final Sabotage sabotage;
    private final ControlPlaneSettings settings;
    private final List<PlayedProcess> everybody = new ArrayList<>();
    private boolean ended;

    Population(World world, long seed, Sabotage sabotage) {
        this.world = world;
        this.chance = new SplittableRandom(seed);
        this.sabotage = sabotage;
        this.settings = sabotage.settings(ControlPlaneSettings.DEFAULTS
                .withDefaultDomain(Optional.of(World.ZONE.name()))
                .withWatch(WatchOptions.DEFAULTS.withCanary(Optional.of(World.CANARY))));
    }

    List<PlayedProcess> everybody() {
        return everybody;
    }

    /** Begins another process, unless there are many. */
    void begin() {
        if (everybody.stream().filter(process -> !process.isDead()).count() < MOST) {
            open(false);
        }
    }

    /** Begins the process that is started again whenever it ends. */
    void beginDaemon() {
        open(true);
    }

    /** Returns one of those that can be asked, if there are any. */
    Optional<PlayedProcess> any(SplittableRandom draw) {
        List<PlayedProcess> open = everybody.stream().filter(PlayedProcess::isOpen).toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(draw.nextInt(open.size())));
    }

    /** Returns the one that leads, if one does. */
    Optional<PlayedProcess> leader() {
        return everybody.stream().filter(process -> !process.isDead() && world.office.isHeldBy(process)).findFirst();
    }

    /** Has a process end as one that was told to; whoever waits in it is answered first. */
    void end(PlayedProcess process) {
        if (process.isOpen()) {
            process.closing();
            world.scheduler().start("end", process, () -> {
                process.plane().close();
                process.kill();
                died(process);
            });
        }
    }

    void died(PlayedProcess process) {
        world.watch.died(process);
        if (process.isDaemon() && !ended) {
            world.scheduler().in(Duration.ofMillis(1_000 + chance.nextInt(4_000)), this::beginDaemon);
        }
    }

    /** Ends them all, at the end of the world. */
    void endAll() {
        ended = true;
        everybody.forEach(PlayedProcess::kill);
    }

    private void open(boolean daemon) {
        PlayedProcess process = new PlayedProcess(everybody.size() + 1, daemon, world.scheduler(), world.office);
        everybody.add(process);
        process.opened(TunnelControlPlane.open(ports(process), settings,
                new PlayedThreads(world.scheduler(), process)));
        world.happened("process " + process.number() + " begins");
    }

    private DrivenPorts ports(PlayedProcess process) {
        Gate gate = new Gate(world, process);
        StateStore state = Recorder.of(SimulatedStateStore.sharing(world.store), world::committed);
        Executor sideBySide = task -> {
            // A part of a look that somebody waits for at once is done at once; what nobody waits for has a strand of its own.
            if (task instanceof CompletableFuture.AsynchronousCompletionTask) {
                task.run();
            } else {
                world.scheduler().start("beside", process, task);
            }
        };
        Probes probes = new SimulatedProbes(world::ask, world.host::reach);
        WatchedPorts watched = new WatchedPorts(gate.round(Vitals.class, new ToldVitals(process)),
                gate.round(HostNetwork.class, world.host.network),
                gate.round(NameResolution.class, SimulatedNameResolution.on(world.host.resolver, true)),
                new SimulatedMeasurements());
        return new DrivenPorts(sabotage.state(world, gate.round(StateStore.class, state)), process.feed,
                sabotage.leadership(world, gate.round(Leadership.class, world.office.of(process))),
                sabotage.directory(world, gate.round(NameDirectory.class, world.directory)),
                sabotage.ingress(world, gate.round(IngressRules.class, world.ingress)),
                sabotage.connector(world, gate.round(Connector.class, new JudgedConnector())),
                sabotage.topology(world, gate.round(Topology.class, new ToldTopology(process))),
                gate.round(Probes.class, probes), watched, new JudgedEvents(process), world.scheduler(),
                new SplittableRandom(chance.nextLong()), sideBySide);
    }

    /** Tells a process of something on a strand of its own, as a thread of an adapter does; one that has ended is told nothing. */
    private void tell(PlayedProcess process, Runnable changed) {
        if (!process.isDead()) {
            world.scheduler().start("told", process, changed);
        }
    }

    /** The vitals as one process has them. */
    private final class ToldVitals implements Vitals {

        private final PlayedProcess process;

        ToldVitals(PlayedProcess process) {
            this.process = process;
        }

        @Override
        public ConnectorVitals look(Instant since) {
            return world.host.vitals.look(since);
        }

        @Override
        public Subscription onChange(Runnable changed) {
            return world.host.vitals.onChange(() -> tell(process, changed));
        }
    }

    /** The topology as one process has it. */
    private final class ToldTopology implements Topology {

        private final PlayedProcess process;

        ToldTopology(PlayedProcess process) {
            this.process = process;
        }

        @Override
        public TopologySnapshot snapshot() {
            return world.host.topology.snapshot();
        }

        @Override
        public Optional<List<HostListener>> listeners() {
            return world.host.topology.listeners();
        }

        @Override
        public Subscription onChange(Runnable changed) {
            return world.host.topology.onChange(() -> tell(process, changed));
        }
    }

    /** The connector, of which a restart that nobody has asked for is judged. */
    private final class JudgedConnector implements Connector {

        @Override
        public ConnectorObservation observe() {
            return world.host.connector.observe();
        }

        @Override
        public ConnectorObservation glance() {
            return world.host.connector.glance();
        }

        @Override
        public RollOutcome roll(List<IngressRule> rules, Consumer<String> progress) {
            return world.host.connector.roll(rules, progress);
        }

        @Override
        public RollOutcome restart(List<IngressRule> rules, Consumer<String> progress) {
            if (!world.rows.restartIsAskedFor()) {
                world.watch.restarts();
            }
            return world.host.connector.restart(rules, progress);
        }
    }

    /** What a process tells; a programming error that it met is a violation. */
    private final class JudgedEvents implements Events {

        private final PlayedProcess process;

        JudgedEvents(PlayedProcess process) {
            this.process = process;
        }

        @Override
        public void happened(String sentence) {
            requireLife();
        }

        @Override
        public void failed(String problem, String recommendation) {
            requireLife();
            world.verdicts().require(Invariant.NO_ERROR, !problem.contains("programming error"), () -> problem);
        }

        @Override
        public void tell(TunnelEvent event) {
            requireLife();
        }

        private void requireLife() {
            if (process.isDead()) {
                throw new Crash("dead already");
            }
        }
    }
}
