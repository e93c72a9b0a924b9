package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.time.Duration;
import java.util.List;

/** Words for rolls that did not succeed, the same for every keeper. */
final class RollRefusals {

    static RollOutcome managedElsewhere(String name, StatusReading reading) {
        int version = reading.serving().map(StatusReading.Serving::version).orElse(0);
        return refused(RefusalCode.MANAGED_ELSEWHERE, "The connector " + name
                + " serves rules that the provider pushed to it (version " + version
                + "), so the rules in its file have no effect.",
                "Set ingress.mode to remote, or delete the tunnel's remote configuration and make it locally managed.");
    }

    /**
     * Says how a started connector has failed.
     *
     * @param name names it
     * @param result what waiting for it has yielded; not ready
     * @param rules what it should have served
     * @param timeout how long it was waited for
     * @param ending how its process has ended, for example {@code " with exit code 1"}, or empty
     * @param complaint what it has said, masked; may be empty
     * @param next one next step
     */
    static RollOutcome notReady(String name, Readiness.Result result, List<IngressRule> rules, Duration timeout,
            String ending, String complaint, String next) {
        return switch (result) {
            case Readiness.Result.OtherRules other when other.reading().isManagedElsewhere() -> managedElsewhere(name,
                    other.reading());
            case Readiness.Result.OtherRules other -> notReady("The connector " + name
                    + " was started but serves other rules than the list held: " + difference(rules, other.reading())
                    + ".", complaint, "Look whether somebody changed the rules meanwhile, then ask again.");
            case Readiness.Result.Ended ended -> notReady("The connector " + name + " ended" + ending
                    + " before it was ready.", complaint, next);
            case Readiness.Result.TooLate late -> notReady("The connector " + name + " did not become ready within "
                    + timeout.toSeconds() + " s: " + late.last().map(r -> r.readyConnections()
                            + " connections to the edge").orElse("its status page does not answer")
                    + ".", complaint,
                    next);
            case Readiness.Result.Ready ready -> throw new IllegalArgumentException("Ready: " + ready);
        };
    }

    static RollOutcome notReady(String problem, String complaint, String next) {
        return refused(RefusalCode.CONNECTOR_NOT_READY, complaint.isEmpty() ? problem
                : problem + " It said: " + complaint, next);
    }

    private static RollOutcome refused(RefusalCode code, String problem, String next) {
        return new RollOutcome.NotServed(new Refusal(code, problem, next));
    }

    private static String difference(List<IngressRule> rules, StatusReading reading) {
        List<IngressRule> served = reading.serving().map(StatusReading.Serving::rules).orElse(List.of());
        if (rules.size() != served.size()) {
            return served.size() + " rules instead of " + rules.size();
        }
        for (int i = 0; i < rules.size(); i++) {
            if (!ServiceText.same(List.of(rules.get(i)), List.of(served.get(i)))) {
                return "rule " + (i + 1) + " of " + rules.size() + " differs, " + show(served.get(i)) + " instead of "
                        + show(rules.get(i));
            }
        }
        return "they differ";
    }

    private static String show(IngressRule rule) {
        return "(" + (rule.hostname().isEmpty() ? "any hostname" : rule.hostname()) + rule.path() + " to "
                + rule.service() + ")";
    }

    private RollRefusals() {}
}
