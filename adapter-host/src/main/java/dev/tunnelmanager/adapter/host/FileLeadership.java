package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.ports.driven.FileReason;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader is the holder of an exclusive lock on {@code leader.lock} in the state directory. The kernel frees the lock when
 * the process ends, however it ends, and hands it to a process that waits for it at once; nothing is polled.
 *
 * <p>Safe for use by many threads, and by several instances in one process. The lock file is never deleted; should somebody
 * else delete or replace it, the leader holds no more, and everybody turns to the new file. The directory must exist. While a
 * thread waits in {@link #lead()}, a daemon thread sits in the kernel for it: interrupt the waiting thread before the process
 * ends, or the virtual machine waits 0.3 s for it.
 */
public final class FileLeadership implements Leadership {

    /** Name of the lock file in the state directory. */
    public static final String FILE_NAME = "leader.lock";

    private static final Logger LOG = LoggerFactory.getLogger(FileLeadership.class);

    private final Path file;

    /** Leads in {@code stateDirectory}; touches nothing yet. */
    public FileLeadership(Path stateDirectory) {
        this.file = stateDirectory.resolve(FILE_NAME);
    }

    @Override
    public Optional<Term> tryLead() {
        try {
            Optional<LockFile.Held> held = LockFile.tryHold(file);
            LOG.debug("Asked for the lock on {}: {}", file, held.isPresent() ? "granted" : "taken");
            return held.map(FileTerm::new);
        } catch (IOException broken) {
            throw unusable(broken);
        }
    }

    @Override
    public Term lead() throws InterruptedException {
        LOG.debug("Waiting for the lock on {}", file);
        // A thread of its own, because the wait is a system call: it would pin the carrier of a virtual thread, and the
        // interruption of the caller must not close a channel that the caller goes on to use.
        FutureTask<LockFile.Held> waiting = new FutureTask<>(() -> LockFile.hold(file));
        Thread waiter = Thread.ofPlatform().daemon().name("leader-lock").start(waiting);
        try {
            return new FileTerm(waiting.get());
        } catch (InterruptedException withdrawn) {
            waiter.interrupt();
            letGo(waiting);
            throw withdrawn;
        } catch (ExecutionException failed) {
            throw failure(failed);
        }
    }

    @Override
    public long self() {
        return ProcessHandle.current().pid();
    }

    @Override
    public ProcessState stateOf(long process, Instant since) {
        return ProcessLook.at(process, since);
    }

    /** Waits for the end of an interrupted wait, which is near, and lets go of what it may still have been granted. */
    private static void letGo(FutureTask<LockFile.Held> waiting) {
        boolean interruptedAgain = false;
        while (true) {
            try {
                waiting.get().release();
                break;
            } catch (InterruptedException again) {
                interruptedAgain = true;
            } catch (ExecutionException endedWithoutLock) {
                break;
            }
        }
        if (interruptedAgain) {
            Thread.currentThread().interrupt();
        }
    }

    private RuntimeException failure(ExecutionException failed) {
        return failed.getCause() instanceof IOException broken ? unusable(broken)
                : new IllegalStateException("The wait for " + file + " ended unexpectedly", failed);
    }

    private PortFailure unusable(IOException broken) {
        LOG.debug("The lock on {} cannot be had", file, broken);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            return new PortFailure(Kind.UNAVAILABLE,
                    "The state directory " + directory + " does not exist, so no leader can be chosen in it.",
                    "Create it, or set state-dir to a directory that exists.", broken);
        }
        return new PortFailure(Kind.UNAVAILABLE,
                "No leader can be chosen, because " + file + " cannot be locked (" + FileReason.of(broken) + ").",
                "Put state-dir on a local file system that keeps locks and that this user may write to.", broken);
    }

    /** A term that lasts as long as the lock. */
    private record FileTerm(LockFile.Held held) implements Term {

        @Override
        public boolean holds() {
            return held.isValid();
        }

        @Override
        public void close() {
            held.release();
        }
    }
}
