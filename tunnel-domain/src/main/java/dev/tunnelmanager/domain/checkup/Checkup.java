package dev.tunnelmanager.domain.checkup;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which checks there are, what they have found so far, and what follows from it. A value: each finding makes a new one.
 *
 * <p>A check whose prerequisite has failed or was itself skipped is skipped, and names the one that failed first, so that a cause is
 * told once and not with each of its consequences.
 */
public final class Checkup {

    private final List<Check> checks;
    private final Map<String, Finding> findings;

    private Checkup(List<Check> checks, Map<String, Finding> findings) {
        this.checks = checks;
        this.findings = findings;
    }

    /** What a whole checkup says. */
    public enum Verdict {
        /** Everything works, though there may be warnings. */
        WELL,
        /** Something must be changed here. */
        TO_BE_CHANGED,
        /** Something outside has failed, and nothing must be changed here, as far as could be seen. */
        OUTSIDE_FAILED
    }

    /**
     * A check with what it has found.
     *
     * @param check the check
     * @param finding what it has found
     */
    public record Result(Check check, Finding finding) {}

    /**
     * Returns a checkup of which nothing has been looked at.
     *
     * @param checks in the order in which they are told; each one after those that it needs
     */
    public static Checkup of(List<Check> checks) {
        List<String> before = new ArrayList<>();
        for (Check check : checks) {
            if (before.contains(check.name()) || !before.containsAll(check.needs())) {
                throw new IllegalArgumentException("Named twice, or before what it needs: " + check);
            }
            before.add(check.name());
        }
        return new Checkup(List.copyOf(checks), Map.of());
    }

    /** Returns this checkup with one more check, the last one. */
    public Checkup and(Check check) {
        List<Check> more = new ArrayList<>(checks);
        more.add(check);
        return new Checkup(of(more).checks, findings);
    }

    /** Returns this checkup with what a check has found, and with those skipped that now cannot say anything. */
    public Checkup with(String name, Finding finding) {
        if (checks.stream().noneMatch(check -> check.name().equals(name)) || findings.containsKey(name)) {
            throw new IllegalArgumentException("No check, or one with a finding already: " + name);
        }
        Map<String, Finding> more = new LinkedHashMap<>(findings);
        more.put(name, finding);
        for (Check check : checks) {
            if (!more.containsKey(check.name())) {
                cause(check, more).ifPresent(because -> more.put(check.name(), new Finding.Skipped(because)));
            }
        }
        return new Checkup(checks, more);
    }

    /** Returns the first prerequisite that failed, or for which one that was skipped was skipped. */
    private static Optional<String> cause(Check check, Map<String, Finding> findings) {
        for (String need : check.needs()) {
            Finding found = findings.get(need);
            if (found instanceof Finding.Skipped(String because)) {
                return Optional.of(because);
            }
            if (found != null && !found.lets()) {
                return Optional.of(need);
            }
        }
        return Optional.empty();
    }

    /** Returns the checks that can be looked at now, in their order: nothing that they need is missing. */
    public List<Check> ready() {
        return checks.stream().filter(check -> !findings.containsKey(check.name()))
                .filter(check -> findings.keySet().containsAll(check.needs())).toList();
    }

    /** Returns whether every check has a finding. */
    public boolean isComplete() {
        return findings.size() == checks.size();
    }

    /** Returns what has been found, in the order of the checks. */
    public List<Result> results() {
        List<Result> results = new ArrayList<>();
        for (Check check : checks) {
            Finding found = findings.get(check.name());
            if (found != null) {
                results.add(new Result(check, found));
            }
        }
        return List.copyOf(results);
    }

    /** Returns what follows: what must be changed here comes before what has failed outside, because waiting does not help it. */
    public Verdict verdict() {
        Verdict verdict = Verdict.WELL;
        for (Finding finding : findings.values()) {
            if (finding instanceof Finding.Fail(var refusal)) {
                if (refusal.code().kind() == RefusalCode.Kind.REFUSAL) {
                    return Verdict.TO_BE_CHANGED;
                }
                verdict = Verdict.OUTSIDE_FAILED;
            }
        }
        return verdict;
    }
}
