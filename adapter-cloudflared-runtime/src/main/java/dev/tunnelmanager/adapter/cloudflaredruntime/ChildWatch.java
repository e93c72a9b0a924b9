package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.adapter.cloudflaredruntime.ProcessTable.Identity;
import dev.tunnelmanager.ports.driven.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at once when a child process has ended, as long as somebody wants to be told.
 *
 * <p>The operating system tells of the children of this very process. Of those that an earlier leader has started it tells only
 * their new parent, and the JDK looks after such a process at ever longer intervals, up to 5 s; so they are looked at here.
 */
final class ChildWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ChildWatch.class);
    /** One look reads one small file of /proc for each process. */
    private static final Duration EVERY = Duration.ofMillis(250);

    private final ProcessTable processes;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Set<Identity> followed = ConcurrentHashMap.newKeySet();
    private final Set<Identity> adopted = ConcurrentHashMap.newKeySet();

    ChildWatch(ProcessTable processes) {
        this.processes = processes;
    }

    /** Two subscriptions of one callback are two. */
    private static final class Told {
        private final Runnable changed;

        Told(Runnable changed) {
            this.changed = changed;
        }
    }

    Subscription follow(Runnable changed) {
        Told one = new Told(changed);
        told.add(one);
        return () -> told.remove(one);
    }

    /** Makes known who runs, so that it is told of their end. */
    void see(List<ChildReplica> children) {
        if (told.isEmpty()) {
            return;
        }
        for (ChildReplica child : children) {
            for (ProcessTable.Tagged member : child.members()) {
                if (followed.add(member.identity())) {
                    begin(member.identity());
                }
            }
        }
    }

    private void begin(Identity process) {
        Optional<ProcessHandle> ours = ProcessHandle.of(process.pid())
                .filter(handle -> handle.parent().filter(ProcessHandle.current()::equals).isPresent());
        if (ours.isPresent()) {
            CompletableFuture<Void> unused = ours.get().onExit().thenRun(() -> gone(process));
            return;
        }
        synchronized (adopted) {
            adopted.add(process);
            if (adopted.size() == 1) {
                Thread.ofVirtual().name("connector-children").start(this::lookAfterAdopted);
            }
        }
    }

    private void lookAfterAdopted() {
        while (true) {
            LockSupport.parkNanos(EVERY.toNanos());
            List<Identity> over = adopted.stream().filter(process -> !processes.isAlive(process)).toList();
            boolean last;
            synchronized (adopted) {
                over.forEach(adopted::remove);
                if (told.isEmpty()) {
                    adopted.forEach(followed::remove);
                    adopted.clear();
                }
                last = adopted.isEmpty();
            }
            over.forEach(this::gone);
            if (last) {
                return;
            }
        }
    }

    private void gone(Identity process) {
        followed.remove(process);
        for (Told one : told) {
            try {
                one.changed.run();
            } catch (RuntimeException e) {
                LOG.error("Whoever follows the connector's processes failed on being told that one has ended", e);
            }
        }
    }
}
