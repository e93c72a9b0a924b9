package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.adapter.cloudflaredruntime.ProcessReplicas.Running;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One roll of child replicas.
 *
 * <p>Always the new one first: a replica on the new rules is started on an address that is free, a configured one if possible and
 * else a spare one on loopback; only when it is ready is an old one told to end. So there are never fewer replicas in service than
 * before, even with a single configured address, and rules that do not work cost nothing, because every old replica still serves.
 * Replacing in place would cost one start less, but takes capacity away before the new rules have proved themselves.
 *
 * <p>Whoever ended up on a spare address is replaced once more by one on its configured address, as far as that is free by then;
 * a replica that drains for long may still hold it, and then the next roll does it. Every state in between is one that the next
 * roll understands, because a replica says itself which address it has and what it serves.
 */
final class ReplicaRoll {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaRoll.class);
    /** An idle replica is gone after some 40 ms; one with requests in flight may take the whole grace period. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** One that somebody else has just started is given this long before it is replaced. */
    private static final Duration ADOPTION = Duration.ofSeconds(5);
    /** Another program may take a spare port between looking and starting. */
    private static final int SPARE_ATTEMPTS = 3;

    private final ConnectorSettings settings;
    private final ProcessReplicas keeper;
    private final ReplicaStarter starter;
    private final ReplicaEnding ending;
    private final Readiness waiting;
    private final InstantSource clock;
    private final List<IngressRule> rules;
    private final boolean evenIfRight;
    private final Consumer<String> progress;
    private final List<Running> good = new ArrayList<>();
    private final List<Running> old = new ArrayList<>();

    ReplicaRoll(ConnectorSettings settings, ProcessReplicas keeper, ReplicaStarter starter, ReplicaEnding ending,
            Readiness waiting, InstantSource clock, List<IngressRule> rules, boolean evenIfRight,
            Consumer<String> progress) {
        this.settings = settings;
        this.keeper = keeper;
        this.starter = starter;
        this.ending = ending;
        this.waiting = waiting;
        this.clock = clock;
        this.rules = rules;
        this.evenIfRight = evenIfRight;
        this.progress = progress;
    }

    /** A replica that was started, or why it did not become ready. */
    private sealed interface Start {
        record Ready(Running replica) implements Start {}

        record Failed(RollOutcome outcome) implements Start {}
    }

    RollOutcome carryOut() {
        List<Running> running = keeper.running();
        for (Running replica : running) {
            if (replica.reading().isPresent() && replica.reading().get().isManagedElsewhere()) {
                return RollRefusals.managedElsewhere(replica.address().toString(), replica.reading().get());
            }
        }
        sort(running);
        int before = old.stream().mapToInt(Running::readyConnections).max().orElse(0);
        List<String> restarted = new ArrayList<>();
        while (good.size() < settings.metrics().size()) {
            makeRoom();
            switch (start(freeAddress(), before)) {
                case Start.Failed failed -> {
                    return failed.outcome();
                }
                case Start.Ready ready -> {
                    good.add(ready.replica());
                    restarted.add(ready.replica().address().toString());
                    if (!old.isEmpty()) {
                        endOne(old.removeFirst());
                    }
                }
            }
        }
        old.forEach(left -> ending.begin(left.child()));
        old.clear();
        bringHome(restarted);
        return new RollOutcome.Served(restarted);
    }

    /** Tells apart who may stay and who is to be replaced: those that serve nobody first. */
    private void sort(List<Running> running) {
        Set<HostPort> once = new HashSet<>();
        Set<HostPort> twice = new HashSet<>();
        running.forEach(replica -> {
            if (!once.add(replica.address())) {
                twice.add(replica.address());
            }
        });
        List<Running> useless = new ArrayList<>();
        for (Running replica : running) {
            // Of two on one address only one can answer, and nothing says which; both are replaced.
            boolean right = !evenIfRight && !twice.contains(replica.address()) && replica.child().hasLeader();
            Optional<Running> settled = right && good.size() < settings.metrics().size() ? ifGood(replica)
                    : Optional.empty();
            if (settled.isPresent()) {
                good.add(settled.get());
            } else if (replica.readyConnections() == 0) {
                useless.add(replica);
            } else {
                old.add(replica);
            }
        }
        old.addAll(0, useless);
    }

    /** Returns the replica as it is now if it serves the rules and is ready; one that was just started is waited for. */
    private Optional<Running> ifGood(Running replica) {
        if (replica.reading().isPresent()) {
            StatusReading reading = replica.reading().get();
            if (!reading.serves(rules)) {
                return Optional.empty();
            }
            if (reading.isReady()) {
                return Optional.of(replica);
            }
        }
        boolean fresh = replica.child().startedAt().filter(at -> age(at).compareTo(settings.readyTimeout()) < 0)
                .isPresent();
        if (!fresh) {
            return Optional.empty();
        }
        progress.accept("waiting for connector " + replica.address() + ", which was started before");
        Readiness.Result result = waiting.await(() -> StatusPage.read(replica.address()), rules, 1, ADOPTION,
                () -> keeper.all().contains(replica.child()));
        return result instanceof Readiness.Result.Ready ready
                ? Optional.of(new Running(replica.child(), Optional.of(ready.reading())))
                : Optional.empty();
    }

    private Duration age(Instant startedAt) {
        return Duration.between(startedAt, clock.instant());
    }

    private Start start(@Nullable HostPort configured, int before) {
        for (int attempt = 1;; attempt++) {
            HostPort address = configured == null ? ReplicaStarter.spareAddress() : configured;
            progress.accept("starting connector " + address);
            ReplicaStarter.Started started = starter.start(address);
            progress.accept("waiting for connector " + address + " to be ready");
            Readiness.Result result = waiting.await(() -> StatusPage.read(address), rules, before,
                    settings.readyTimeout(), started.process()::isAlive);
            Optional<ChildReplica> child = keeper.all().stream().filter(c -> c.tag().equals(started.tag())).findFirst();
            if (result instanceof Readiness.Result.Ready ready && child.isPresent()) {
                return new Start.Ready(new Running(child.get(), Optional.of(ready.reading())));
            }
            child.ifPresent(ending::begin);
            boolean portTaken = started.log().lines().stream()
                    .anyMatch(line -> line.contains("address already in use"));
            if (configured != null || !portTaken || attempt == SPARE_ATTEMPTS) {
                return new Start.Failed(explain(started, result));
            }
        }
    }

    private RollOutcome explain(ReplicaStarter.Started started, Readiness.Result result) {
        boolean over = !started.process().isAlive();
        Readiness.Result shown = over ? new Readiness.Result.Ended() : result;
        String complaint = Complaint.pick(started.log().lines(), new Masking(settings.extraArgs()));
        RollOutcome outcome = RollRefusals.notReady(started.tag().address().toString(), shown, rules,
                settings.readyTimeout(), over ? " with exit code " + started.process().exitValue() : "", complaint,
                "Read the end of " + started.log().file() + " and correct what it names.");
        LOG.warn("Replica {} did not become ready; read {}", started.tag().address(), started.log().file());
        return outcome;
    }

    private void endOne(Running replica) {
        progress.accept("draining connector " + replica.address());
        ending.begin(replica.child());
        ending.awaitGone(replica.child(), PATIENCE);
    }

    /** Returns a configured address that nobody holds, or null if a spare one has to do. */
    private @Nullable HostPort freeAddress() {
        return settings.metrics().stream().filter(this::isFree).findFirst().orElse(null);
    }

    private boolean isFree(HostPort address) {
        boolean ours = good.stream().anyMatch(r -> r.address().equals(address))
                || old.stream().anyMatch(r -> r.address().equals(address));
        return !ours && ReplicaStarter.isFree(address);
    }

    private void bringHome(List<String> restarted) {
        for (Running away : List.copyOf(good)) {
            if (settings.metrics().contains(away.address()) || !restarted.contains(away.address().toString())) {
                continue;
            }
            Optional<HostPort> home = awaitHome();
            if (home.isEmpty()) {
                LOG.info("Replica {} stays where it is until a configured address is free", away.address());
                return;
            }
            makeRoom();
            if (!(start(home.get(), away.readyConnections()) instanceof Start.Ready ready)) {
                LOG.warn("Replica {} stays where it is: none became ready on {}; look who else uses that address",
                        away.address(), home.get());
                return;
            }
            good.remove(away);
            good.add(ready.replica());
            restarted.set(restarted.indexOf(away.address().toString()), home.get().toString());
            endOne(away);
        }
    }

    private Optional<HostPort> awaitHome() {
        waiting.awaitCondition(() -> freeAddress() != null, PATIENCE);
        return Optional.ofNullable(freeAddress());
    }

    /** Keeps rolls that follow each other quickly from piling up replicas that still drain. */
    private void makeRoom() {
        int most = 2 * settings.metrics().size() + 4;
        Duration longest = settings.gracePeriod().plusSeconds(10);
        waiting.awaitCondition(() -> keeper.all().stream().filter(ending::isEnding).count() < most, longest);
    }
}
