package dev.tunnelmanager.domain.plan;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.domain.topology.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must be done, in this order: directory entries removed, ingress rules edited, the rules served, directory entries
 * published. Each step may be repeated, and planning again after all of them yields a plan that is empty.
 *
 * @param rejections what cannot be brought about, and why; no other part names these hostnames, but for a record
 *            that is to go although its rule cannot be edited
 * @param removals directory entries to be removed
 * @param edit the change of our ingress rules
 * @param roll whether the connector must be made to serve the rule list
 * @param publications hostnames whose directory entry is to be published
 * @param targets where each hostname that is to stay or come leads
 * @param remarks what the owner of a hostname should know, a sentence each
 */
public record Plan(SortedMap<HostnamePattern, Refusal> rejections, SortedMap<HostnamePattern, WrittenRecord> removals,
        IngressEdit edit, boolean roll, SortedSet<HostnamePattern> publications,
        SortedMap<HostnamePattern, Target> targets, SortedMap<HostnamePattern, List<String>> remarks) {

    public Plan {
        rejections = Collections.unmodifiableSortedMap(new TreeMap<>(rejections));
        removals = Collections.unmodifiableSortedMap(new TreeMap<>(removals));
        publications = Collections.unmodifiableSortedSet(new TreeSet<>(publications));
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
        remarks = Collections.unmodifiableSortedMap(new TreeMap<>(remarks));
    }

    /** Returns whether there is nothing to do. Rejections are not something to do. */
    public boolean isEmpty() {
        return removals.isEmpty() && edit.isEmpty() && !roll && publications.isEmpty();
    }

    /** Returns the steps in words, in their order. */
    public List<String> describe() {
        List<String> steps = new ArrayList<>();
        removals.forEach((hostname, entry) -> steps.add("remove " + entry.type() + " record of " + hostname));
        edit.removals().stream().sorted().forEach(hostname -> steps.add("remove the ingress rule of " + hostname));
        edit.puts().forEach(rule -> steps.add("put ingress rule " + rule.hostname() + " → " + rule.service()));
        if (roll) {
            steps.add("have the connector serve the rules");
        }
        publications.forEach(hostname -> steps.add("publish the record of " + hostname));
        return steps;
    }
}
