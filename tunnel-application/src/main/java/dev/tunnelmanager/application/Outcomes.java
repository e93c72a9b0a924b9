package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Intent;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.Answer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers changes: waits for the outcome of what was asked for, and says what has become of it or who holds it up. */
final class Outcomes {

    private final DrivenPorts ports;
    private final HostnameDesk hostnameDesk;
    private final LeaderLook leaderLook;
    private final OutcomeWait outcomeWait;

    Outcomes(DrivenPorts ports, HostnameDesk hostnameDesk, LeaderLook leaderLook, OutcomeWait outcomeWait) {
        this.ports = ports;
        this.hostnameDesk = hostnameDesk;
        this.leaderLook = leaderLook;
        this.outcomeWait = outcomeWait;
    }

    /** Answers a change. A leader that was stopped in the middle of one keeps everybody from writing; then that is said. */
    <T> Answer<T> change(Supplier<T> work) {
        Answer<T> answer = UseCase.answer(ports, work);
        if (answer instanceof Answer.Refused<T>(Refusal refusal) && refusal.code() == RefusalCode.STATE_UNAVAILABLE
                && UseCase.answer(ports,
                        leaderLook::obstacle) instanceof Answer.Done<Optional<String>>(Optional<String> why)
                && why.isPresent()) {
            return new Answer.Refused<>(refusal.adding(why.get() + "."));
        }
        return answer;
    }

    /** Makes an answer of what an operation has brought about. */
    interface Result<T> {
        T of(Route route, List<String> warnings);
    }

    /** Waits for what was asked for, if there is something to wait for, and answers it. */
    <T> Answer<T> answer(Answer<HostnameDesk.Taken> taken, Consumer<String> progress, Result<T> result)
            throws InterruptedException {
        return switch (taken) {
            case Answer.Refused<HostnameDesk.Taken> refused -> new Answer.Refused<>(refused.refusal());
            case Answer.Unfinished<HostnameDesk.Taken> never -> throw new IllegalStateException(never.toString());
            case Answer.Done<HostnameDesk.Taken> done -> switch (done.value()) {
                case HostnameDesk.Taken.Already already ->
                    new Answer.Done<>(result.of(already.route(), List.of()));
                case HostnameDesk.Taken.AsOperation asked -> awaited(asked, progress, result);
            };
        };
    }

    private <T> Answer<T> awaited(HostnameDesk.Taken.AsOperation asked, Consumer<String> progress, Result<T> result)
            throws InterruptedException {
        outcomeWait.enter();
        try {
            return answered(asked, progress, result);
        } finally {
            outcomeWait.leave();
        }
    }

    private <T> Answer<T> answered(HostnameDesk.Taken.AsOperation asked, Consumer<String> progress, Result<T> result)
            throws InterruptedException {
        Operation now;
        try {
            now = outcomeWait.await(asked.operation().id(), progress);
        } catch (InterruptedException interrupted) {
            if (asked.asNew()) {
                cancel(asked.operation().id(), interrupted);
            }
            throw interrupted;
        } catch (PortFailure failure) {
            return outcomeWait.isClosing()
                    ? new Answer.Unfinished<>(asked.operation(), "This process was told to end; it stays asked for.")
                    : new Answer.Refused<>(Failures.refusal(ports, Failures.Of.STATE, failure));
        }
        if (now.outcome().isEmpty()) {
            return UseCase.answer(ports, () -> remaining(now)) instanceof Answer.Done<String>(String words)
                    ? new Answer.Unfinished<>(now, words)
                    : new Answer.Unfinished<>(now, "It has not ended.");
        }
        return switch (now.outcome().get()) {
            case OperationOutcome.NotDone no -> new Answer.Refused<>(no.refusal());
            case OperationOutcome.Done done ->
                UseCase.answer(ports, () -> result.of(broughtAbout(now, asked.route()), done.warnings()));
        };
    }

    private void cancel(OperationId id, InterruptedException interrupted) {
        try {
            hostnameDesk.cancel(id);
        } catch (PortFailure failure) {
            interrupted.addSuppressed(failure);
        }
    }

    /** Returns the route that {@code ended} has brought about or away; never one that somebody else has had since. */
    private Route broughtAbout(Operation ended, Optional<Route> asked) {
        HostnamePattern hostname = ended.intent().hostname();
        Optional<Route> latest = ports.state().read(state -> state.latestRoute(hostname))
                .filter(route -> route.owner().equals(ended.owner()));
        return switch (ended.intent()) {
            case Intent.Publish publish -> latest.filter(route -> route.state().holdsHostname())
                    .orElseThrow(() -> new Refused(RefusalCode.HOSTNAME_NOT_FOUND,
                            hostname + " was published by operation " + ended.id() + " and has been withdrawn since.",
                            "Ask for it again as a new request."));
            case Intent.Withdraw withdraw -> latest.filter(route -> !route.state().holdsHostname())
                    .or(() -> asked.map(route -> route.in(RouteState.GONE, ended.changedAt())))
                    .orElseThrow(() -> new Refused(RefusalCode.HOSTNAME_NOT_FOUND, hostname + " is not published.",
                            "See what is with tunnel_list_cnames {}."));
        };
    }

    private String remaining(Operation operation) {
        return switch (operation.state()) {
            case PENDING -> outcomeWait.waited() + "nobody has taken it up yet"
                    + leaderLook.words().map(words -> " (the leader is " + words + ")").orElse("")
                    + "; it stays asked for." + obstacle();
            case RUNNING -> outcomeWait.waited() + "it is at: "
                    + operation.progress() + ". It goes on by itself." + obstacle();
            case ENDED -> "It has ended.";
        };
    }

    private String obstacle() {
        return leaderLook.obstacle().map(sentence -> " " + sentence).orElse("");
    }
}
