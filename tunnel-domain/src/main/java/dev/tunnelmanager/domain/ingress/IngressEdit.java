package dev.tunnelmanager.domain.ingress;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A change of our own rules. What is not named here is not touched.
 *
 * @param puts rules that shall stand, one per hostname
 * @param removals hostnames whose rule shall be gone
 * @param mine for each hostname above that we have written before, or were about to write when we were interrupted, the
 *            services that a rule of ours may hold; a rule with any other service is somebody else's
 */
public record IngressEdit(List<OwnRule> puts, Set<HostnamePattern> removals,
        Map<HostnamePattern, Set<OriginService>> mine) {

    public IngressEdit {
        puts = puts.stream().sorted((a, b) -> a.hostname().compareTo(b.hostname())).toList();
        removals = Set.copyOf(removals);
        mine = Map.copyOf(mine);
        TreeMap<HostnamePattern, OwnRule> byHostname = new TreeMap<>();
        for (OwnRule put : puts) {
            if (byHostname.put(put.hostname(), put) != null || removals.contains(put.hostname())) {
                throw new IllegalArgumentException("Named twice in one edit: " + put.hostname());
            }
        }
    }

    /** Returns whether there is nothing to do. */
    public boolean isEmpty() {
        return puts.isEmpty() && removals.isEmpty();
    }

    /** Returns this edit without anything that is about {@code hostnames}. */
    public IngressEdit without(Set<HostnamePattern> hostnames) {
        Set<HostnamePattern> others = new HashSet<>(removals);
        others.removeAll(hostnames);
        Map<HostnamePattern, Set<OriginService>> kept = new HashMap<>(mine);
        kept.keySet().removeAll(hostnames);
        return new IngressEdit(puts.stream().filter(rule -> !hostnames.contains(rule.hostname())).toList(), others,
                kept);
    }
}
