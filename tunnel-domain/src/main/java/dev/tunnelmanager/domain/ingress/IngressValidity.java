package dev.tunnelmanager.domain.ingress;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a connector would accept a rule list, as cloudflared decides it (observed on release 2026.8.2). What cloudflared
 * accepts although it is of no use, such as duplicate hostnames, is accepted here too.
 */
public final class IngressValidity {

    private IngressValidity() {}

    /** Returns every reason for which the list would not be accepted, in order of the rules; none if it would be. */
    public static List<Refusal> check(List<IngressRule> rules) {
        if (rules.isEmpty()) {
            return List.of(invalid("The list holds no ingress rules.",
                    "Add a catch-all rule: service: http_status:404"));
        }
        List<Refusal> problems = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            check(rules, i, problems);
        }
        return List.copyOf(problems);
    }

    private static void check(List<IngressRule> rules, int index, List<Refusal> problems) {
        IngressRule rule = rules.get(index);
        ServiceAddress.fault(rule.service()).ifPresent(fault -> problems.add(invalid(
                name(rules, index) + " has the service \"" + rule.service() + "\": " + fault + ".",
                "Write a service such as http://localhost:8080 or http_status:404.")));
        if (hasPort(rule.hostname())) {
            problems.add(invalid(name(rules, index) + " has a port or a scheme in its hostname.",
                    "Write the hostname alone; the port belongs to the service."));
        }
        if (rule.hostname().lastIndexOf('*') > 0) {
            problems.add(invalid(name(rules, index) + " has a wildcard elsewhere than in front.",
                    "Write at most one *, in front, as in *.example.com."));
        }
        new PathFilter(rule.path()).fault().ifPresent(fault -> problems.add(invalid(
                name(rules, index) + " has the path \"" + rule.path()
                        + "\", which is not a regular expression that connectors read: "
                        + fault + ".",
                "Write the path in RE2 syntax, for example ^/api/.")));
        boolean last = index == rules.size() - 1;
        if (last && !rule.isCatchAll()) {
            problems.add(invalid(name(rules, index) + " is the last and does not match every request.",
                    "Add a catch-all rule at the end: service: http_status:404"));
        }
        if (!last && rule.isCatchAll()) {
            problems.add(invalid(name(rules, index) + " matches every hostname, so " + following(index, rules.size())
                    + " can never apply.", "Move it to the end."));
        }
    }

    /** Returns how a message calls a rule, for example {@code Ingress rule 2 of 4 (`*`)}. */
    static String name(List<IngressRule> rules, int index) {
        IngressRule rule = rules.get(index);
        String filter = (rule.hostname().isEmpty() ? "any hostname" : rule.hostname())
                + (rule.path().isEmpty() ? "" : " " + rule.path());
        return "Ingress rule " + (index + 1) + " of " + rules.size() + " (`" + filter + "`)";
    }

    private static String following(int index, int size) {
        int first = index + 2;
        return switch (size - index - 1) {
            case 1 -> "rule " + first;
            case 2 -> "rules " + first + " and " + size;
            default -> "rules " + first + " to " + size;
        };
    }

    /** As Go's {@code net.SplitHostPort}: one colon, or one after a closed bracket. */
    private static boolean hasPort(String hostname) {
        int colon = hostname.lastIndexOf(':');
        if (colon < 0) {
            return false;
        }
        if (hostname.startsWith("[")) {
            int end = hostname.indexOf(']');
            return end > 0 && end + 1 == colon && hostname.indexOf('[', 1) < 0 && hostname.indexOf(']', end + 1) < 0;
        }
        return hostname.indexOf(':') == colon && hostname.indexOf('[') < 0 && hostname.indexOf(']') < 0;
    }

    private static Refusal invalid(String problem, String recommendation) {
        return new Refusal(RefusalCode.INGRESS_INVALID, problem, recommendation);
    }
}
