package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.refusal.Refusal;
import java.util.List;

/** The answer to a {@link TargetRequest}. */
public sealed interface TargetDecision {

    /**
     * The connector reaches the service here.
     *
     * @param target where, with reason, evidence and warnings
     */
    record Chosen(Target target) implements TargetDecision {}

    /**
     * There is no target.
     *
     * @param refusal one of the TARGET codes; its recommendation is a command or a tool call wherever one is enough
     * @param evidence what was observed, a sentence each
     */
    record Refused(Refusal refusal, List<String> evidence) implements TargetDecision {

        public Refused {
            evidence = List.copyOf(evidence);
        }
    }
}
