package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Everything that can be asked of Tunnel Manager.
 *
 * <p>Safe for use by many threads. Who is asking is the {@code caller}, which a door takes from the launch of its process and
 * never from a request. A project sees and changes what is its own. Nothing here throws for what a caller gives; something
 * broken outside is a refusal whose code is of the kind FAILURE.
 *
 * <p>A change is written down as an operation and carried out by the leader, which may be another process; a call waits for
 * the outcome for a bounded time. A thread that is interrupted while it waits withdraws its operation if nobody has begun it.
 */
public interface ControlPlane extends AutoCloseable {

    /** Looks at the tunnel now. */
    Answer<TunnelStatus> status(Caller caller);

    /**
     * Publishes a hostname. The same request of the same actor again is answered the same and does nothing twice.
     *
     * @param progress told what is being done, in a few words
     */
    Answer<PublishedHostname> publish(Caller caller, PublishRequest request, Consumer<String> progress)
            throws InterruptedException;

    /**
     * Withdraws a hostname; done also when it was withdrawn before.
     *
     * @param hostname as somebody wrote it
     * @param owner whose it must be; empty means anything that the actor may touch
     * @param progress told what is being done, in a few words
     */
    Answer<Route> withdraw(Caller caller, String hostname, Optional<ProjectName> owner, Consumer<String> progress)
            throws InterruptedException;

    /**
     * Returns the hostnames that are held, by name.
     *
     * @param owner only this project's; a project sees only its own
     * @param domain only those within this domain
     */
    Answer<List<Route>> hostnames(Caller caller, Optional<ProjectName> owner, Optional<String> domain);

    /**
     * Returns a part of what {@link #hostnames(Caller, Optional, Optional)} returns, in a time that does not grow with the whole.
     *
     * @param after begin after this hostname, which need not be held any more; empty begins with the first
     * @param limit at most so many, 1 to {@link Page#MOST}
     */
    Answer<Page<Route>> hostnames(Caller caller, Optional<ProjectName> owner, Optional<String> domain,
            Optional<String> after, long limit);

    /**
     * Returns the zones in which the caller may publish, by name.
     *
     * @param refresh true to ask the provider even if the zones are known
     */
    Answer<List<Zone>> zones(Caller caller, boolean refresh);

    /** Allocates a port, or changes what is said of the service behind one. */
    Answer<PortAllocation> allocatePort(Caller caller, PortRequest request);

    /** Releases a port; done also when it is allocated to nobody. */
    Answer<Long> releasePort(Caller caller, long port);

    /** Returns allocated ports, by number. */
    Answer<List<PortAllocation>> ports(Caller caller, Optional<ProjectName> owner);

    /**
     * Returns a part of what {@link #ports(Caller, Optional)} returns, in a time that does not grow with the whole.
     *
     * @param after begin after this port, which need not be allocated any more; empty begins with the first
     * @param limit at most so many, 1 to {@link Page#MOST}
     */
    Answer<Page<PortAllocation>> ports(Caller caller, Optional<ProjectName> owner, OptionalLong after, long limit);

    /** Returns an operation. */
    Answer<Operation> operation(Caller caller, String id);

    /**
     * Returns audit entries that the caller may see, newest first.
     *
     * @param subject only those about this hostname or port
     * @param limit at most so many, 1 to 10,000
     */
    Answer<List<AuditEntry>> audit(Caller caller, Optional<String> subject, int limit);

    /**
     * Says where a port of the caller's leads, or would lead, and why: decided anew, as for a request. Changes nothing.
     *
     * @param subject a hostname that is held, or the number of an allocated port
     */
    Answer<Explanation> explain(Caller caller, String subject);

    /**
     * Looks at everything that the hostnames on record depend on, and returns what would have to be done. Does nothing of it.
     *
     * @param domain only hostnames within this domain; empty means all that the caller may see
     */
    Answer<PlanReport> plan(Caller caller, Optional<String> domain);

    /**
     * Does what {@link #plan} says, and waits for it: each public hostname that has drifted is asked for again, as it is on record. What
     * the leader does by itself is left to it.
     *
     * @param domain only hostnames within this domain; empty means all that the caller may touch
     * @param progress told what is being done, in a few words
     */
    Answer<ApplyReport> apply(Caller caller, Optional<String> domain, Consumer<String> progress)
            throws InterruptedException;

    /**
     * Has something done to the state as a whole, and writes down how that ended; meta only.
     *
     * @param action what, as a dotted word, for example {@code state.backup}
     * @param subject what it is done to, for example a file
     * @param work called once, after the caller has been checked and outside any change of the state; may throw what a driven port
     *            throws
     */
    <T> Answer<T> maintain(Caller caller, String action, String subject, Supplier<Verdict<T>> work);

    /** Returns the projects on record, by name; for a project, itself. */
    Answer<List<Project>> projects(Caller caller);

    /** Sets a project's limits; meta only. Its token stays as it is. */
    Answer<Project> setProject(Caller caller, Project limits);

    /** Makes a new token for a project, or for the meta-supervisor, and returns it, this once; meta only. */
    Answer<String> issueToken(Caller caller, ProjectName project);

    /** Clears the token of a project, or of the meta-supervisor; meta only. */
    Answer<ProjectName> clearToken(Caller caller, ProjectName project);

    /** Opens or closes registration; meta only. */
    Answer<Boolean> setRegistrationOpen(Caller caller, boolean open);

    /**
     * Has every process of the connector replaced by a fresh one, one after the other where there are several; meta only.
     *
     * @param progress told what is being done, in a few words
     * @return the names of the processes that were replaced
     */
    Answer<List<String>> restartConnector(Caller caller, Consumer<String> progress) throws InterruptedException;

    /**
     * Calls {@code told} with each event that happens from now on, whichever process is the leader, until closed. It is called by one
     * thread at a time, and the next event waits for it.
     */
    EventFeed onEvent(Consumer<TunnelEvent> told);

    /**
     * Returns how the parts are, each as it was last seen, and waits for the state only, no longer than 1.5 s; for the health pages of the machine, so nobody's
     * identity is asked for and nothing is told that belongs to a project. A process that carries changes out has the parts looked at
     * now and then for as long as it is asked.
     */
    HealthReport health();

    /** Being told of events, until closed. */
    interface EventFeed extends AutoCloseable {
        @Override
        void close();
    }

    /** Stops taking part in leadership and lets go of everything; operations that have not ended are left to others. */
    @Override
    void close();

    /**
     * Who is asking.
     *
     * @param actor the identity that the process was launched with
     * @param token what it presented, if anything
     */
    record Caller(Actor actor, Optional<String> token) {

        @Override
        public String toString() {
            return actor.toString();
        }
    }
}
