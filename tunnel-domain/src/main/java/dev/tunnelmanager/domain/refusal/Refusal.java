package dev.tunnelmanager.domain.refusal;

import java.time.Duration;
import java.util.Optional;

/**
 * A no with its reason: a code for programs, a sentence for people, and one next step.
 *
 * @param code stable; a caller may switch on it
 * @param problem what is the case, with the values, and what it means; whole sentences
 * @param recommendation one next step as an imperative, where possible something that can be pasted into a shell or a tool call
 * @param retryAfter after how long it is worth asking again, in whole seconds, if time alone may help; holds for the moment of the
 *            answer, so it is not kept with an operation that has ended
 */
public record Refusal(RefusalCode code, String problem, String recommendation, Optional<Duration> retryAfter) {

    public Refusal {
        if (problem.isBlank() || recommendation.isBlank()) {
            throw new IllegalArgumentException("A refusal needs a problem and a recommendation, code " + code);
        }
        if (retryAfter.filter(time -> !time.isPositive() || time.toNanosPart() != 0).isPresent()) {
            throw new IllegalArgumentException("Not a positive number of whole seconds: " + retryAfter);
        }
    }

    /** Makes a refusal that time alone does not change. */
    public Refusal(RefusalCode code, String problem, String recommendation) {
        this(code, problem, recommendation, Optional.empty());
    }

    /** Returns this refusal with one more sentence on what is the case. */
    public Refusal adding(String sentence) {
        return new Refusal(code, problem + " " + sentence, recommendation, retryAfter);
    }

    @Override
    public String toString() {
        return code.text() + ": " + problem + " " + recommendation;
    }
}
