package dev.tunnelmanager.domain.ingress;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The order of rules: the first that matches takes the request. Exact names stand before wildcards, longer names before shorter
 * ones, rules with a path before those of the same hostname without.
 */
public final class IngressOrder {

    private IngressOrder() {}

    /**
     * Returns where a new rule for every path of {@code hostname} has to be inserted: before the first rule that would swallow its
     * requests, and behind every rule that it would swallow itself. No rule that can match now stops matching altogether. Rules
     * that take some paths of every hostname keep their precedence if they stand in front.
     *
     * @return an index from 0 to the number of rules
     */
    public static int position(List<IngressRule> rules, HostnamePattern hostname) {
        int end = rules.size();
        int wildcard = rules.size();
        for (int i = rules.size() - 1; i >= 0; i--) {
            HostFilter filter = new HostFilter(rules.get(i).hostname());
            if (!filter.covers(hostname)) {
                continue;
            }
            if (new PathFilter(rules.get(i).path()).isEverything()) {
                end = i;
            }
            if (filter.isWildcard() && !filter.isCoveredBy(hostname)) {
                wildcard = i;
            }
        }
        int behind = 0;
        for (int i = 0; i < end; i++) {
            if (new HostFilter(rules.get(i).hostname()).isCoveredBy(hostname)) {
                behind = i + 1;
            }
        }
        return Math.max(behind, Math.min(end, wildcard));
    }

    /**
     * Returns the first rule before {@code index} that alone takes every request that the rule at {@code index} could match; empty
     * if there is none.
     */
    public static OptionalInt shadowedBy(List<IngressRule> rules, int index) {
        HostFilter host = new HostFilter(rules.get(index).hostname());
        PathFilter path = new PathFilter(rules.get(index).path());
        for (int i = 0; i < index; i++) {
            if (new HostFilter(rules.get(i).hostname()).covers(host)
                    && new PathFilter(rules.get(i).path()).covers(path)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Returns a sentence for every rule that can never apply because of one before it. A list with such rules is valid; whoever
     * wrote them will want to know.
     */
    public static List<String> shadowed(List<IngressRule> rules) {
        return IntStream.range(0, rules.size()).mapToObj(i -> {
            OptionalInt by = shadowedBy(rules, i);
            return by.isEmpty()
                    ? ""
                    : IngressValidity.name(rules, i) + " can never apply, because rule " + (by.getAsInt() + 1)
                            + " takes its requests. Move it before rule " + (by.getAsInt() + 1) + ".";
        }).filter(sentence -> !sentence.isEmpty()).toList();
    }

    /**
     * Returns whether {@code rule} takes a request, as cloudflared decides it.
     *
     * @param host the requested host without a port; compared with its case
     * @param path the path of the requested address, with its leading slash
     * @throws IllegalArgumentException if the rule's path is not a valid expression, or one that the JDK has no equal for
     */
    public static boolean matches(IngressRule rule, String host, String path) {
        return new HostFilter(rule.hostname()).matches(host) && new PathFilter(rule.path()).matches(path);
    }

    /** Returns the index of the first rule that takes a request, as {@link #matches} decides it; empty if none does. */
    public static OptionalInt firstMatch(List<IngressRule> rules, String host, String path) {
        return IntStream.range(0, rules.size()).filter(i -> matches(rules.get(i), host, path))
                .findFirst();
    }
}
