package dev.tunnelmanager.application;

import static java.util.Objects.requireNonNull;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ApplyReport;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.PlanReport;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Has done what a plan says: asks again for each hostname that has drifted, and waits. */
final class ApplyDesk {

    private final PlanDesk planDesk;
    private final HostnameDesk hostnameDesk;
    private final Outcomes outcomes;
    private final DrivenPorts ports;

    ApplyDesk(PlanDesk planDesk, HostnameDesk hostnameDesk, Outcomes outcomes, DrivenPorts ports) {
        this.planDesk = planDesk;
        this.hostnameDesk = hostnameDesk;
        this.outcomes = outcomes;
        this.ports = ports;
    }

    Answer<ApplyReport> apply(Caller caller, Optional<String> domain, Consumer<String> progress)
            throws InterruptedException {
        return switch (UseCase.answer(ports, () -> planDesk.plan(caller, domain))) {
            case Answer.Refused<PlanReport> no -> new Answer.Refused<>(no.refusal());
            case Answer.Unfinished<PlanReport> never -> throw new IllegalStateException(never.toString());
            case Answer.Done<PlanReport> plan -> new Answer.Done<>(apply(caller, plan.value(), progress));
        };
    }

    /** All are asked for without waiting, as many at once as a project may have under way, so that the leader takes them together. */
    private ApplyReport apply(Caller caller, PlanReport plan, Consumer<String> progress) throws InterruptedException {
        SortedMap<HostnamePattern, PublishedHostname> applied = new TreeMap<>();
        SortedMap<HostnamePattern, Refusal> left = new TreeMap<>();
        Deque<HostnamePattern> toAsk = new ArrayDeque<>(plan.toRequest());
        SequencedMap<HostnamePattern, Answer<HostnameDesk.Taken>> open = new LinkedHashMap<>();
        while (!toAsk.isEmpty() || !open.isEmpty()) {
            if (!toAsk.isEmpty()) {
                HostnamePattern hostname = toAsk.getFirst();
                Answer<HostnameDesk.Taken> taken = outcomes.change(() -> hostnameDesk.renew(caller, hostname));
                boolean full = taken instanceof Answer.Refused<HostnameDesk.Taken>(Refusal refusal)
                        && refusal.code() == RefusalCode.TOO_MANY_PENDING;
                if (!full || open.isEmpty()) {
                    open.putLast(toAsk.removeFirst(), taken);
                    continue;
                }
            }
            Map.Entry<HostnamePattern, Answer<HostnameDesk.Taken>> first = requireNonNull(open.pollFirstEntry());
            switch (outcomes.answer(first.getValue(), progress, PublishedHostname::new)) {
                case Answer.Done<PublishedHostname> done -> applied.put(first.getKey(), done.value());
                case Answer.Refused<PublishedHostname> no -> left.put(first.getKey(), no.refusal());
                case Answer.Unfinished<PublishedHostname> late -> left.put(first.getKey(),
                        new Refusal(RefusalCode.OUTCOME_UNKNOWN, late.remaining(),
                                "Ask for operation " + late.operation().id() + "."));
            }
        }
        return new ApplyReport(plan, applied, left);
    }
}
