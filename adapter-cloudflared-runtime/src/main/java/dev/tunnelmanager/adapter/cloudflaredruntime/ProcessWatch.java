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
 * Tells at once when a process of the connector has ended, as long as somebody wants to be told.
 *
 * <p>The operating system tells of the children of this very process. Of those that an earlier leader or systemd has started it tells
 * only their parent, and the JDK looks after such a process at ever longer intervals, up to 5 s; so they are looked at here.
 */
final class ProcessWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessWatch.class);
    /** One look reads one small file of /proc for each process. */
    private static final Duration EVERY = Duration.ofMillis(500);

    private final ProcessTable processes;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Set<Identity> followed = ConcurrentHashMap.newKeySet();
    private final Set<Identity> strangers = ConcurrentHashMap.newKeySet();

    ProcessWatch(ProcessTable processes) {
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
    void see(List<Identity> running) {
        if (told.isEmpty()) {
            return;
        }
        for (Identity process : running) {
            if (followed.add(process)) {
                begin(process);
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
        synchronized (strangers) {
            strangers.add(process);
            if (strangers.size() == 1) {
                Thread.ofVirtual().name("connector-processes").start(this::lookAfterStrangers);
            }
        }
    }

    private void lookAfterStrangers() {
        while (true) {
            LockSupport.parkNanos(EVERY.toNanos());
            List<Identity> over = strangers.stream().filter(process -> !processes.isAlive(process)).toList();
            boolean last;
            synchronized (strangers) {
                over.forEach(strangers::remove);
                if (told.isEmpty()) {
                    strangers.forEach(followed::remove);
                    strangers.clear();
                }
                last = strangers.isEmpty();
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
