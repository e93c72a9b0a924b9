package dev.tunnelmanager.application;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.Answer;
import java.util.function.Supplier;

/** Turns refusals and failures of the state into answers, so that nothing is thrown at a door. */
final class UseCase {

    static <T> Answer<T> answer(DrivenPorts ports, Supplier<T> work) {
        try {
            return new Answer.Done<>(work.get());
        } catch (Refused no) {
            return new Answer.Refused<>(no.refusal());
        } catch (PortFailure failure) {
            return new Answer.Refused<>(Failures.refusal(ports, Failures.Of.STATE, failure));
        }
    }

    private UseCase() {}
}
