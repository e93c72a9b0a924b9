package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressOrder;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.IngressValidity;
import dev.tunnelmanager.domain.ingress.IngressView;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rule list in memory. Safe for use by many threads; every call is atomic.
 *
 * <p>{@link #fail} makes calls go wrong; {@link #write} does what other people do.
 */
public final class SimulatedIngressRules implements IngressRules {

    /** How a call goes wrong. */
    public enum Fault {
        /** Nothing is done. */
        UNAVAILABLE,
        /** Nothing is done, and a person must act. */
        DENIED,
        /** A change is carried out, and that is not known. */
        APPLIED_UNANSWERED,
        /** A change is lost, and that is not known. */
        LOST_UNANSWERED
    }

    private record Standing(IngressRule rule, boolean tlsVerify) {}

    private static final IngressRule CATCH_ALL = new IngressRule("", "", "http_status:404");

    private final Deque<Fault> faults = new ArrayDeque<>();
    private List<Standing> list;
    private Optional<Refusal> damage = Optional.empty();
    private Optional<List<Standing>> good = Optional.empty();
    private int changes;
    /** What a look shows; empty if nobody has looked since the list was changed, which is rare. */
    private Optional<Look> look = Optional.empty();

    /** Makes a list of somebody else's rules. */
    public SimulatedIngressRules(List<IngressRule> rules) {
        this.list = foreign(rules);
    }

    /** Makes the next call go wrong, once; several are met in order. */
    public synchronized void fail(Fault fault) {
        faults.add(fault);
    }

    /** Makes the list what somebody else wants it to be; rules that are among them already stay as they are. */
    public synchronized void write(List<IngressRule> rules) {
        Set<IngressRule> unverified = list.stream().filter(standing -> !standing.tlsVerify()).map(Standing::rule)
                .collect(Collectors.toSet());
        stand(rules.stream().map(rule -> new Standing(rule, !unverified.contains(rule))).toList());
    }

    /** Makes the list one that cannot be read, as a slip in an editor does, until {@link #mend}. */
    public synchronized void damage(String problem) {
        damage = Optional.of(new Refusal(RefusalCode.INGRESS_INVALID, problem, "Correct the rule list."));
    }

    /** Makes the list readable again and ends all trouble. */
    public synchronized void mend() {
        damage = Optional.empty();
        faults.clear();
    }

    /** Returns the rules as they stand, without any trouble on the way. */
    public synchronized List<IngressRule> standing() {
        return rules(list);
    }

    /** Returns how many changes were carried out through the port. */
    public synchronized int changes() {
        return changes;
    }

    @Override
    public synchronized Look observe() {
        Optional<Fault> fault = Optional.ofNullable(faults.poll());
        if (fault.isPresent()) {
            throw failure(fault.get() == Fault.DENIED ? Fault.DENIED : Fault.UNAVAILABLE);
        }
        return damage.<Look>map(Look.Unusable::new).orElseGet(this::look);
    }

    private Look look() {
        Look known = look.orElseGet(() -> {
            List<IngressRule> complete = rules(list);
            if (!complete.isEmpty() && !complete.getLast().isCatchAll()) {
                complete = Stream.concat(complete.stream(), Stream.of(CATCH_ALL)).toList();
            }
            return fault(complete).<Look>map(Look.Unusable::new).orElseGet(() -> new Look.Seen(view(list)));
        });
        look = Optional.of(known);
        return known;
    }

    private void stand(List<Standing> next) {
        list = next;
        look = Optional.empty();
    }

    @Override
    public synchronized EditOutcome apply(IngressEdit edit) {
        Optional<Fault> fault = Optional.ofNullable(faults.poll());
        if (fault.isPresent() && fault.get() != Fault.APPLIED_UNANSWERED) {
            throw failure(fault.get());
        }
        EditOutcome outcome = damage.<EditOutcome>map(refusal -> new EditOutcome.Refused(refusal, Optional.empty()))
                .orElseGet(() -> edited(edit));
        if (fault.isPresent()) {
            throw failure(fault.get());
        }
        return outcome;
    }

    /** As a list without times: whether it was changed after {@code runningSince} is not known. */
    @Override
    public synchronized void keepAsGood(String revision, Instant runningSince) {
        if (damage.isEmpty() && view(list).revision().equals(revision)) {
            good = Optional.of(list);
        }
    }

    @Override
    public synchronized Restoration restoreGood() {
        Optional<Fault> fault = Optional.ofNullable(faults.poll());
        if (fault.isPresent() && fault.get() != Fault.APPLIED_UNANSWERED) {
            throw failure(fault.get());
        }
        if (good.isEmpty()) {
            return new Restoration.NotRestored("No simulated rule list was kept as good.");
        }
        if (damage.isEmpty() && good.get().equals(list)) {
            return new Restoration.NotRestored("The simulated rule list is as it was when all was well.");
        }
        damage = Optional.empty();
        stand(good.get());
        if (fault.isPresent()) {
            throw failure(fault.get());
        }
        return new Restoration.Restored(view(list));
    }

    private EditOutcome edited(IngressEdit edit) {
        Optional<EditOutcome.Refused> obstacle = obstacle(list, edit);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        List<String> notes = !edit.puts().isEmpty() && lacksCatchAll(list)
                ? List.of("The simulated rule list had no catch-all at its end, so one was added.")
                : List.of();
        List<Standing> next = changed(list, edit);
        boolean changed = !next.equals(list);
        Optional<Refusal> invalid = changed ? fault(rules(next)) : Optional.empty();
        if (invalid.isPresent()) {
            return new EditOutcome.Refused(invalid.get(), Optional.empty());
        }
        if (changed) {
            stand(next);
            changes++;
        }
        good = good.map(kept -> followed(kept, edit));
        return new EditOutcome.Applied(view(list), changed, notes);
    }

    /** Makes our own rules in what is kept as good what they are in the list. */
    private static List<Standing> followed(List<Standing> kept, IngressEdit edit) {
        IngressEdit possible = edit;
        Optional<EditOutcome.Refused> obstacle = obstacle(kept, possible);
        while (obstacle.isPresent()) {
            possible = possible.without(Set.of(obstacle.get().culprit().orElseThrow()));
            obstacle = obstacle(kept, possible);
        }
        List<Standing> next = changed(kept, possible);
        return fault(rules(next)).isPresent() ? kept : next;
    }

    private static List<Standing> changed(List<Standing> from, IngressEdit edit) {
        List<Standing> next = new ArrayList<>(from);
        if (!edit.puts().isEmpty() && lacksCatchAll(next)) {
            next.add(new Standing(CATCH_ALL, true));
        }
        edit.puts().forEach(put -> put(next, put));
        edit.removals().forEach(hostname -> next.removeIf(standing -> names(standing.rule(), hostname)));
        return List.copyOf(next);
    }

    private static boolean lacksCatchAll(List<Standing> list) {
        return list.isEmpty() || !list.getLast().rule().isCatchAll();
    }

    private static Optional<EditOutcome.Refused> obstacle(List<Standing> list, IngressEdit edit) {
        return Stream.concat(edit.removals().stream(), edit.puts().stream().map(OwnRule::hostname)).sorted()
                .flatMap(hostname -> obstacle(list, hostname, edit)
                        .map(refusal -> new EditOutcome.Refused(refusal, Optional.of(hostname))).stream())
                .findFirst();
    }

    private static void put(List<Standing> next, OwnRule put) {
        Standing wanted = new Standing(put.asRule(), put.tlsVerify());
        int present = -1;
        for (int i = 0; i < next.size(); i++) {
            present = names(next.get(i).rule(), put.hostname()) ? i : present;
        }
        if (present >= 0 && IngressOrder.shadowedBy(rules(next), present).isEmpty()) {
            next.set(present, wanted);
            return;
        }
        if (present >= 0) {
            next.remove(present);
        }
        next.add(IngressOrder.position(rules(next), put.hostname()), wanted);
    }

    private static Optional<Refusal> obstacle(List<Standing> list, HostnamePattern hostname, IngressEdit edit) {
        List<IngressRule> present = rules(list).stream().filter(rule -> names(rule, hostname)).toList();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        boolean ours = present.size() == 1 && edit.mine().getOrDefault(hostname, Set.of()).stream()
                .anyMatch(service -> present.getFirst().equals(new OwnRule(hostname, service, true).asRule()));
        if (ours) {
            return Optional.empty();
        }
        boolean known = !edit.mine().getOrDefault(hostname, Set.of()).isEmpty();
        return Optional.of(new Refusal(known ? RefusalCode.RULE_CHANGED : RefusalCode.FOREIGN_RULE,
                "The simulated rule list holds a rule for " + hostname + " that is not as Tunnel Manager wrote it.",
                "Remove that rule from the list if it is no longer wanted."));
    }

    private static boolean names(IngressRule rule, HostnamePattern hostname) {
        return HostnamePattern.parse(rule.hostname()) instanceof Verdict.Granted<HostnamePattern> granted
                && granted.value().equals(hostname);
    }

    private static Optional<Refusal> fault(List<IngressRule> rules) {
        return IngressValidity.check(rules).stream().findFirst();
    }

    private static IngressView view(List<Standing> list) {
        return new IngressView("simulated " + list, rules(list));
    }

    private static List<IngressRule> rules(List<Standing> list) {
        return list.stream().map(Standing::rule).toList();
    }

    private static List<Standing> foreign(List<IngressRule> rules) {
        return rules.stream().map(rule -> new Standing(rule, true)).toList();
    }

    private static PortFailure failure(Fault fault) {
        return switch (fault) {
            case UNAVAILABLE ->
                new PortFailure(PortFailure.Kind.UNAVAILABLE, "The simulated rule list cannot be reached.",
                        "Try again.");
            case DENIED -> new PortFailure(PortFailure.Kind.DENIED, "The simulated rule list must not be used.",
                    "Ask for permission.");
            case APPLIED_UNANSWERED, LOST_UNANSWERED -> new PortFailure(PortFailure.Kind.OUTCOME_UNKNOWN,
                    "Whether the simulated rule list was changed is not known.", "Read it back.");
        };
    }
}
