package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driving.Answer;

/** Takes answers apart, and fails if they are not of the kind that is wanted. */
final class Answers {

    static <T> T done(Answer<T> answer) {
        if (answer instanceof Answer.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("Not done: " + answer);
    }

    static <T> Refusal refusal(Answer<T> answer) {
        if (answer instanceof Answer.Refused<T> refused) {
            return refused.refusal();
        }
        throw new AssertionError("Not refused: " + answer);
    }

    static <T> RefusalCode code(Answer<T> answer) {
        return refusal(answer).code();
    }

    static <T> Operation unfinished(Answer<T> answer) {
        if (answer instanceof Answer.Unfinished<T> unfinished) {
            return unfinished.operation();
        }
        throw new AssertionError("Not unfinished: " + answer);
    }

    private Answers() {}
}
