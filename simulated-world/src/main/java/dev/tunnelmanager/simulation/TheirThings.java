package dev.tunnelmanager.simulation;

import dev.tunnelmanager.adapter.simulation.SimulatedIngressRules;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What other people have in the provider's directory and in the rule list, and how they want it to stay. */
final class TheirThings {

    /** Stands for a rule of others that is gone or out of its order. */
    static final IngressRule LOST = new IngressRule("a rule of others is not as they left it", "", "");

    private final SimulatedNameDirectory directory;
    private final SimulatedIngressRules ingress;
    private final SortedMap<String, DirectoryEntry> entries = new TreeMap<>();
    private final List<IngressRule> rules = new ArrayList<>();
    private final Set<HostnamePattern> tampered = new HashSet<>();

    TheirThings(SimulatedNameDirectory directory, SimulatedIngressRules ingress) {
        this.directory = directory;
        this.ingress = ingress;
        this.rules.addAll(ingress.standing());
    }

    void plantEntry(HostnamePattern at, String type, String content) {
        String id = directory.plant(at, type, content, "by hand");
        entries.put(id, directory.entry(id));
        tampered.add(at);
    }

    /** Has somebody lead a record of ours elsewhere, which makes it theirs. */
    void changeEntry(HostnamePattern hostname, String id) {
        DirectoryEntry before = directory.entry(id);
        directory.change(id, "elsewhere.invalid", before.mark());
        entries.put(id, directory.entry(id));
        tampered.add(hostname);
    }

    /** Has somebody remove a record of ours. */
    void removeEntry(HostnamePattern hostname, String id) {
        directory.takeAway(id);
        tampered.add(hostname);
    }

    /** Has somebody remove one of their own entries again. */
    void removeTheirs(int which) {
        if (!entries.isEmpty()) {
            String id = List.copyOf(entries.keySet()).get(Math.floorMod(which, entries.size()));
            directory.takeAway(id);
            entries.remove(id);
        }
    }

    /** Has somebody put a rule of their own before the last one. */
    void plantRule(IngressRule rule) {
        List<IngressRule> next = new ArrayList<>(ingress.standing());
        if (next.contains(rule)) {
            return;
        }
        if (HostnamePattern.parse(rule.hostname()) instanceof Verdict.Granted<HostnamePattern> named) {
            tampered.add(named.value());
        }
        next.add(Math.max(0, next.size() - 1), rule);
        rules.add(Math.max(0, rules.size() - 1), rule);
        ingress.write(next);
    }

    /** Has somebody remove one of their own rules, never the last one. */
    void removeRule(int which) {
        if (rules.size() > 1) {
            IngressRule gone = rules.remove(Math.floorMod(which, rules.size() - 1));
            ingress.write(ingress.standing().stream().filter(rule -> !rule.equals(gone)).toList());
        }
    }

    /** Has somebody lead a rule of ours elsewhere, which makes it theirs. */
    void changeRule(IngressRule ours) {
        IngressRule changed = new IngressRule(ours.hostname(), ours.path(), "http://elsewhere.invalid:1");
        List<IngressRule> next = new ArrayList<>(ingress.standing());
        int at = next.indexOf(ours);
        next.set(at, changed);
        int before = 0;
        for (IngressRule rule : next.subList(0, at)) {
            before += before < rules.size() && rule.equals(rules.get(before)) ? 1 : 0;
        }
        rules.add(before, changed);
        tampered.add(HostnamePattern.of(ours.hostname()));
        ingress.write(next);
    }

    /** Says that the list was put back as it was at an earlier time: what of theirs is missing since is in the backups. */
    void restored() {
        rules.retainAll(ingress.standing());
    }

    /** Says that a hostname is not, or not only, in our hands any more, so that it may stay as it is. */
    boolean isTampered(HostnamePattern hostname) {
        return tampered.contains(hostname);
    }

    /** Returns what is wrong with their entries; empty if they are as they were left. */
    Optional<String> entriesProblem() {
        SortedMap<String, SimulatedNameDirectory.Standing> standing = directory.standing();
        return entries.entrySet().stream()
                .filter(theirs -> !Optional.ofNullable(standing.get(theirs.getKey()))
                        .map(SimulatedNameDirectory.Standing::entry).equals(Optional.of(theirs.getValue())))
                .findFirst().map(theirs -> "the entry of others " + theirs.getValue() + " is not as they left it");
    }

    /** Returns the rules that are not theirs, or {@link #LOST} alone if one of theirs is gone or out of their order. */
    List<IngressRule> ours(List<IngressRule> standing) {
        List<IngressRule> ours = new ArrayList<>();
        int next = 0;
        for (IngressRule rule : standing) {
            if (next < rules.size() && rule.equals(rules.get(next))) {
                next++;
            } else {
                ours.add(rule);
            }
        }
        return next == rules.size() ? ours : List.of(LOST);
    }
}
