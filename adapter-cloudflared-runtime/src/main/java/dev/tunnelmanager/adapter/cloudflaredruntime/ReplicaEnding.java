package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.ports.driven.FileReason;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends child replicas: SIGTERM once, time to finish their requests, SIGKILL only when that is over.
 *
 * <p>cloudflared dies at once of a second SIGTERM, and whoever leads next must not send one. So an {@link EndingNote} in the state
 * directory says that a replica is told to end, and when it is to be killed; it is named by process number and start time.
 * Draining is not waited for here: a replica that drains takes no new requests, and one long-lived connection would hold up every
 * change for the whole grace period. A thread sees to the SIGKILL, in the process that sent the SIGTERM and in each other process
 * that looks at the connector meanwhile; so the death of one of them does not spare a replica that is stuck.
 */
final class ReplicaEnding {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaEnding.class);
    /** cloudflared ends at its grace period by itself; this much later it must be stuck. */
    static final Duration MARGIN = Duration.ofSeconds(5);
    /** A process that got the signal says within this time that it is not ready, on a busy machine too. */
    private static final Duration NOTICE = Duration.ofSeconds(2);
    /** Watching is not urgent before the time is over. */
    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);

    private final Path notes;
    private final Duration patience;
    private final ProcessTable processes;
    private final Readiness waiting;
    private final InstantSource clock;
    private final Set<ReplicaTag> watched = ConcurrentHashMap.newKeySet();

    /**
     * Ends replicas.
     *
     * @param clock one that nobody sets and that every process of the machine reads alike
     */
    ReplicaEnding(ConnectorSettings settings, ProcessTable processes, Readiness waiting, InstantSource clock) {
        this.notes = settings.stateDir().toAbsolutePath().resolve("replicas");
        this.patience = settings.gracePeriod().plus(MARGIN);
        this.processes = processes;
        this.waiting = waiting;
        this.clock = clock;
    }

    /** Returns whether {@code replica} has been told to end. */
    boolean isEnding(ChildReplica replica) {
        return note(replica).filter(note -> note.isSent() || !wasForgotten(replica, note)).isPresent();
    }

    /** Tells {@code replica} to end, if that was not done before. */
    void begin(ChildReplica replica) {
        if (!isEnding(replica)) {
            terminate(replica);
        }
        watch(replica);
    }

    /** Waits at most {@code patience} for {@code replica} to be gone; returns whether it is. */
    boolean awaitGone(ChildReplica replica, Duration longest) {
        return waiting.awaitCondition(() -> isGone(replica), longest);
    }

    /** Sees to it that those that were told to end are killed when their time is over. Any process may do that. */
    void seeTo(List<ChildReplica> all) {
        all.stream().filter(this::isEnding).forEach(this::watch);
    }

    /**
     * Clears up what an earlier leader has left: finds out who was never told, and removes notes of what is gone. Only the leader
     * does that, before it tells anybody else.
     */
    void sweep(List<ChildReplica> all) {
        for (ChildReplica replica : all) {
            Optional<EndingNote> note = note(replica);
            if (note.isPresent() && !note.get().isSent()) {
                settle(replica, note.get());
            }
        }
        seeTo(all);
        Set<Path> current = new HashSet<>();
        all.forEach(replica -> replica.members().forEach(member -> current.add(EndingNote.file(notes, member))));
        removeNotes(current);
    }

    /** The signal may have been sent in the very last moment, and not have been seen to by the replica yet. */
    private void settle(ChildReplica replica, EndingNote note) {
        if (waiting.awaitCondition(() -> !wasForgotten(replica, note), NOTICE)) {
            writeAll(replica, note.sent());
        } else {
            LOG.info("Replica {} was never told to end", replica.address());
            removeAll(replica);
        }
    }

    /** Whoever was about to tell it is gone, and it does not say what it would say if it had been told: that it is not ready. */
    private boolean wasForgotten(ChildReplica replica, EndingNote note) {
        return note.writer().filter(writer -> !processes.isAlive(writer)).isPresent()
                && StatusPage.read(replica.address()).filter(StatusReading::isReady).isPresent();
    }

    private void terminate(ChildReplica replica) {
        EndingNote note = new EndingNote(clock.instant().plus(patience), processes.self());
        writeAll(replica, note);
        replica.members().forEach(member -> processes.end(member, false));
        try {
            writeAll(replica, note.sent());
        } catch (PortFailure unwritable) {
            // The first note says enough as long as the replica says that it is not ready.
            LOG.warn("{} {}", unwritable.problem(), unwritable.recommendation());
        }
    }

    private void watch(ChildReplica replica) {
        if (watched.add(replica.tag())) {
            Thread.ofVirtual().name("ending-" + replica.address()).start(() -> {
                try {
                    seeOut(replica);
                } catch (PortFailure interrupted) {
                    LOG.debug("Stopped watching replica {}", replica.address());
                } finally {
                    watched.remove(replica.tag());
                }
            });
        }
    }

    /** Looks at the note again whenever its time is over: a later one may have taken its place. */
    private void seeOut(ChildReplica replica) {
        for (Duration left = left(replica); left.isPositive(); left = left(replica)) {
            if (waiting.awaitCondition(() -> isGone(replica), left, WATCH_EVERY)) {
                removeAll(replica);
                return;
            }
        }
        if (!isGone(replica)) {
            if (!isEnding(replica)) {
                LOG.debug("Replica {} was not told to end", replica.address());
                return;
            }
            LOG.info("Replica {} has not ended within {} of being told to", replica.address(), patience);
            replica.members().forEach(member -> processes.end(member, true));
        }
        if (awaitGone(replica, MARGIN)) {
            removeAll(replica);
        }
    }

    private Duration left(ChildReplica replica) {
        return Duration.between(clock.instant(), killAt(replica));
    }

    private Instant killAt(ChildReplica replica) {
        return note(replica).map(EndingNote::killAt).orElseGet(() -> clock.instant().plus(patience));
    }

    private boolean isGone(ChildReplica replica) {
        return replica.members().stream().noneMatch(member -> processes.isAlive(member.identity()));
    }

    private Optional<EndingNote> note(ChildReplica replica) {
        Instant latest = clock.instant().plus(patience);
        return replica.members().stream().map(member -> EndingNote.read(EndingNote.file(notes, member), latest))
                .flatMap(Optional::stream).findFirst();
    }

    private void writeAll(ChildReplica replica, EndingNote note) {
        try {
            for (ProcessTable.Tagged member : replica.members()) {
                note.write(EndingNote.file(notes, member));
            }
        } catch (IOException e) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "A note in the state directory could not be written: " + FileReason.of(e) + ".",
                    "Make " + notes + " writable, then ask again.", e);
        }
    }

    private void removeAll(ChildReplica replica) {
        replica.members().forEach(member -> remove(EndingNote.file(notes, member)));
    }

    private void removeNotes(Set<Path> current) {
        if (!Files.isDirectory(notes)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(notes, "*" + EndingNote.SUFFIX + "*")) {
            for (Path file : files) {
                if (!current.contains(file)) {
                    remove(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("Could not list {}: {}", notes, e.toString());
        }
    }

    private static void remove(Path note) {
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            LOG.debug("Could not remove {}: {}", note, e.toString());
        }
    }
}
