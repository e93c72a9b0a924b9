package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends child replicas: SIGTERM once, time to finish their requests, SIGKILL only when that is over.
 *
 * <p>cloudflared dies at once of a second SIGTERM, and whoever leads next must not send one. So a note in the state directory,
 * written before the signal, says that a replica has been told to end and when; it is named by process number and start time.
 * Draining is not waited for here: a replica that drains takes no new requests, and one long-lived connection would hold up every
 * change for the whole grace period. A thread of this process sees to the SIGKILL, or, if this process is gone by then, the next
 * {@link #sweep}.
 */
final class ReplicaEnding {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaEnding.class);
    /** cloudflared ends at its grace period by itself; this much later it must be stuck. */
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final String SUFFIX = ".ending";

    private final Path notes;
    private final Duration grace;
    private final ProcessTable processes;
    private final Readiness waiting;
    private final InstantSource clock;
    private final Set<ReplicaTag> watched = ConcurrentHashMap.newKeySet();

    ReplicaEnding(ConnectorSettings settings, ProcessTable processes, Readiness waiting, InstantSource clock) {
        this.notes = settings.stateDir().toAbsolutePath().resolve("replicas");
        this.grace = settings.gracePeriod();
        this.processes = processes;
        this.waiting = waiting;
        this.clock = clock;
    }

    /** Returns whether {@code replica} has been told to end. */
    boolean isEnding(ChildReplica replica) {
        return replica.members().stream().anyMatch(member -> Files.exists(note(member)));
    }

    /** Tells {@code replica} to end, if that was not done before. */
    void begin(ChildReplica replica) {
        if (!isEnding(replica)) {
            terminate(replica);
        }
        watch(replica);
    }

    /** Waits at most {@code patience} for {@code replica} to be gone; returns whether it is. */
    boolean awaitGone(ChildReplica replica, Duration patience) {
        return waiting.awaitCondition(() -> isGone(replica), patience);
    }

    /** Kills what should have ended long ago, tells again what was never told, and removes notes of what is gone. */
    void sweep(List<ChildReplica> all) {
        for (ChildReplica replica : all) {
            if (!isEnding(replica)) {
                continue;
            }
            if (neverGotTheSignal(replica, all)) {
                replica.members().forEach(member -> processes.end(member, false));
            }
            watch(replica);
        }
        Set<Path> current = ConcurrentHashMap.newKeySet();
        all.forEach(replica -> replica.members().forEach(member -> current.add(note(member))));
        removeNotes(current);
    }

    /** One that was told to end says at once that it is not ready; a moment is left for that. */
    private boolean neverGotTheSignal(ChildReplica replica, List<ChildReplica> all) {
        boolean alone = all.stream().filter(r -> r.address().equals(replica.address())).count() == 1;
        return alone && Duration.between(toldAt(replica), clock.instant()).compareTo(MARGIN) > 0
                && StatusPage.read(replica.address()).filter(StatusReading::isReady).isPresent();
    }

    private void terminate(ChildReplica replica) {
        try {
            Files.createDirectories(notes);
            for (ProcessTable.Tagged member : replica.members()) {
                Files.writeString(note(member), clock.instant().toString());
            }
        } catch (IOException e) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "A note in the state directory could not be written: " + e + ".",
                    "Make " + notes + " writable, then ask again.", e);
        }
        replica.members().forEach(member -> processes.end(member, false));
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

    private void seeOut(ChildReplica replica) {
        Duration left = Duration.between(clock.instant(), toldAt(replica).plus(grace).plus(MARGIN));
        if (!waiting.awaitCondition(() -> isGone(replica), left)) {
            LOG.info("Replica {} has not ended within {} of being told to", replica.address(), grace.plus(MARGIN));
            replica.members().forEach(member -> processes.end(member, true));
            waiting.awaitCondition(() -> isGone(replica), MARGIN);
        }
        if (isGone(replica)) {
            replica.members().forEach(member -> remove(note(member)));
        }
    }

    private boolean isGone(ChildReplica replica) {
        return replica.members().stream().noneMatch(processes::isAlive);
    }

    private Instant toldAt(ChildReplica replica) {
        for (ProcessTable.Tagged member : replica.members()) {
            try {
                return Instant.parse(Files.readString(note(member)));
            } catch (IOException | DateTimeException unreadable) {
                LOG.debug("No readable note on process {}", member.pid());
            }
        }
        return clock.instant();
    }

    private Path note(ProcessTable.Tagged member) {
        return notes.resolve(member.pid() + "-" + member.startTicks() + SUFFIX);
    }

    private void removeNotes(Set<Path> current) {
        if (!Files.isDirectory(notes)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(notes, "*" + SUFFIX)) {
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
