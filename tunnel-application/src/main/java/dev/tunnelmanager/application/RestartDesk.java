package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.RestartRequest;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.ChangeFeed;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Waited;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Restarts of the connector by hand: asked for in any process, carried out by the leader. */
final class RestartDesk {

    static final String ACTION = "connector.restart";

    /** A restart of several replicas, each of which may drain for 30 s, takes its time. */
    static final Duration WITHIN = Duration.ofMinutes(3);
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(1);

    private final DrivenPorts ports;

    RestartDesk(DrivenPorts ports) {
        this.ports = ports;
    }

    /** Asks for a restart; the leader is woken by the change. */
    OperationId ask(Caller caller) {
        return ports.state().change(state -> {
            Identification.requireMeta(caller, state);
            RestartRequest request = RestartRequest.asked(OperationId.of(ports.chance().nextLong()), ProjectName.META,
                    ports.clock().instant());
            state.put(request);
            return request.id();
        });
    }

    /** Waits for the outcome and answers with the names of the processes that were replaced. */
    Answer<List<String>> answer(OperationId id, Consumer<String> progress) throws InterruptedException {
        try {
            return new Answer.Done<>(await(id, progress));
        } catch (Refused no) {
            return new Answer.Refused<>(no.refusal());
        } catch (PortFailure failure) {
            return new Answer.Refused<>(Failures.refusal(ports, Failures.Of.STATE, failure));
        }
    }

    private List<String> await(OperationId id, Consumer<String> progress) throws InterruptedException {
        Waited waited = Waited.fromNow(ports.clock());
        String told = "";
        try (ChangeFeed.Listening listening = ports.changes().listen()) {
            while (true) {
                RestartRequest request = ports.state().read(state -> state.restartRequest(id)).orElseThrow(
                        () -> new IllegalStateException("Request " + id + " is not on record any more"));
                if (!request.progress().equals(told)) {
                    told = request.progress();
                    progress.accept(told);
                }
                if (request.outcome().isPresent()) {
                    return switch (request.outcome().get()) {
                        case RestartRequest.Outcome.Done done -> done.restarted();
                        case RestartRequest.Outcome.NotDone not -> throw new Refused(not.refusal());
                    };
                }
                if (waited.soFar().compareTo(WITHIN) >= 0) {
                    throw new Refused(RefusalCode.OUTCOME_UNKNOWN,
                            "The restart has not ended after " + WITHIN.toMinutes() + " minutes; it goes on by itself.",
                            "See how the tunnel is: tunnel-manager status");
                }
                listening.await(AT_LEAST_EVERY);
            }
        }
    }

    /** Carries out every request that is open, all by one restart; returns whether there was one. Only the leader does. */
    boolean carryOut(List<RestartRequest> open) {
        if (open.isEmpty()) {
            return false;
        }
        AtomicReference<@Nullable PortFailure> untold = new AtomicReference<>();
        Remedies.Outcome outcome = new Remedies(ports).roll(true, what -> {
            try {
                note(open, what);
            } catch (PortFailure failure) {
                // The connector must not be left half replaced because the state could not be told of it.
                untold.compareAndSet(null, failure);
            }
        });
        Instant now = ports.clock().instant();
        RestartRequest.Outcome result = switch (outcome) {
            case Remedies.Outcome.Done done -> new RestartRequest.Outcome.Done(done.restarted());
            case Remedies.Outcome.NotDone not -> new RestartRequest.Outcome.NotDone(not.refusal());
            case Remedies.Outcome.Nothing nothing -> new RestartRequest.Outcome.Done(List.of());
        };
        Audit base = Audit.success(now, ProjectName.META, ProjectName.META, ACTION, "connector");
        Audit entry = switch (result) {
            case RestartRequest.Outcome.Done done -> base.after("replaced " + String.join(", ", done.restarted()));
            case RestartRequest.Outcome.NotDone not -> base.failed(not.refusal());
        };
        ports.state().change(state -> {
            open.forEach(request -> {
                state.put(state.restartRequest(request.id()).orElse(request).ended(result, now));
                state.append(entry.of(request.id()).entry());
            });
            return result;
        });
        ports.watched().measurements().count(Measurements.Count.RESTART, "asked");
        PortFailure failure = untold.get();
        if (failure != null) {
            throw failure;
        }
        return true;
    }

    private void note(List<RestartRequest> open, String what) {
        Instant now = ports.clock().instant();
        ports.state().change(state -> {
            open.forEach(request -> state.put(state.restartRequest(request.id()).orElse(request).doing(what, now)));
            return what;
        });
    }
}
