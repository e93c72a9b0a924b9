package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.plan.Plan;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What would have to be done so that everything is as it should be.
 *
 * @param plan the steps, and what cannot be brought about
 * @param hostnames which hostnames were looked at
 * @param ownWork those of them that the leader brings into shape by itself, because an operation on them has not ended or they are
 *            not public yet or not any more
 */
public record PlanReport(Plan plan, SortedSet<HostnamePattern> hostnames, SortedSet<HostnamePattern> ownWork) {

    public PlanReport {
        hostnames = Collections.unmodifiableSortedSet(new TreeSet<>(hostnames));
        ownWork = Collections.unmodifiableSortedSet(new TreeSet<>(ownWork));
    }

    /** Returns the public hostnames that have drifted from what is on record, by name: a repeated request puts them right. */
    public List<HostnamePattern> drifted() {
        return hostnames.stream().filter(hostname -> !ownWork.contains(hostname) && isConcerned(hostname)).toList();
    }

    /**
     * Returns the public hostnames that are to be requested again so that the plan comes about, by name: those that have drifted;
     * where only the connector is behind, any one, because each request has it serve the whole list.
     */
    public List<HostnamePattern> toRequest() {
        List<HostnamePattern> drifted = drifted();
        boolean onlyBehind = drifted.isEmpty() && ownWork.isEmpty() && plan.roll();
        return onlyBehind ? hostnames.stream().limit(1).toList() : drifted;
    }

    private boolean isConcerned(HostnamePattern hostname) {
        return plan.removals().containsKey(hostname) || plan.publications().contains(hostname)
                || plan.rejections().containsKey(hostname) || plan.edit().removals().contains(hostname)
                || plan.edit().puts().stream().anyMatch(rule -> rule.hostname().equals(hostname));
    }
}
