package dev.tunnelmanager.ports.driving;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Refusal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What applying a plan has led to.
 *
 * @param plan what was to be done
 * @param applied hostnames that are as on record again
 * @param left hostnames that are not, and why
 */
public record ApplyReport(PlanReport plan, SortedMap<HostnamePattern, PublishedHostname> applied,
        SortedMap<HostnamePattern, Refusal> left) {

    public ApplyReport {
        applied = Collections.unmodifiableSortedMap(new TreeMap<>(applied));
        left = Collections.unmodifiableSortedMap(new TreeMap<>(left));
    }
}
