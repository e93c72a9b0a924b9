package dev.tunnelmanager.domain.refusal;

/**
 * A no with its reason: a code for programs, a sentence for people, and one next step.
 *
 * @param code stable; a caller may switch on it
 * @param problem what is the case, with the values, and what it means; whole sentences
 * @param recommendation one next step as an imperative, where possible something that can be pasted into a shell or a tool call
 */
public record Refusal(RefusalCode code, String problem, String recommendation) {

    public Refusal {
        if (problem.isBlank() || recommendation.isBlank()) {
            throw new IllegalArgumentException("A refusal needs a problem and a recommendation, code " + code);
        }
    }

    @Override
    public String toString() {
        return code.text() + ": " + problem + " " + recommendation;
    }
}
