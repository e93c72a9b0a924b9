package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.ConfigDocument.Item;
import dev.tunnelmanager.adapter.cloudflaredconfig.SourceText.Splice;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressOrder;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OwnRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All changes of an edit made in one go, so that the text is read again once instead of once for each of them: with ten thousand
 * rules that is the time that an edit takes. The result is compared with what it should be like any other; where anything is in
 * doubt there is no result, and the changes have to be made one by one.
 */
final class JointEdit {

    private final ConfigDocument document;
    /** The rules as they are to be, and beside each what it comes from. */
    private final List<IngressRule> rules;
    private final List<Slot> slots = new ArrayList<>();
    private boolean changed;

    /** A rule that stands already, one that is made, or one that is made where another stands. */
    private record Slot(Optional<ListedRule> standing, Optional<OwnRule> made) {}

    private JointEdit(ConfigDocument document) {
        this.document = document;
        this.rules = new ArrayList<>(document.rules());
        document.listed().forEach(listed -> slots.add(new Slot(Optional.of(listed), Optional.empty())));
    }

    /** Returns the text with the edit in it; empty if the edit has to be made in steps, or cannot be made. */
    static Optional<ConfigDocument> of(ConfigDocument document, IngressEdit edit) {
        if (edit.puts().size() + edit.removals().size() < 2) {
            return Optional.empty();
        }
        JointEdit joint = new JointEdit(document);
        for (OwnRule put : edit.puts()) {
            if (!joint.put(put)) {
                return Optional.empty();
            }
        }
        edit.removals().forEach(joint::remove);
        try {
            return joint.changed ? joint.made() : Optional.of(document);
        } catch (NotEditable doubtful) {
            return Optional.empty();
        }
    }

    /** Returns false if the rule stands where it can never apply, so that it has to move. */
    private boolean put(OwnRule put) {
        Optional<Integer> present = find(put.hostname());
        if (present.isEmpty()) {
            int position = IngressOrder.position(rules, put.hostname());
            rules.add(position, put.asRule());
            slots.add(position, new Slot(Optional.empty(), Optional.of(put)));
            changed = true;
            return true;
        }
        int index = present.get();
        if (IngressOrder.shadowedBy(rules, index).isPresent()) {
            return false;
        }
        ListedRule ours = slots.get(index).standing().orElseThrow();
        if (!RuleText.of(put).isReadFrom(ours)) {
            rules.set(index, put.asRule());
            slots.set(index, new Slot(Optional.of(ours), Optional.of(put)));
            changed = true;
        }
        return true;
    }

    private void remove(HostnamePattern hostname) {
        find(hostname).ifPresent(index -> {
            rules.remove(index.intValue());
            slots.remove(index.intValue());
            changed = true;
        });
    }

    private Optional<Integer> find(HostnamePattern hostname) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).standing().filter(listed -> listed.names(hostname)).isPresent()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private Optional<ConfigDocument> made() throws NotEditable {
        List<Splice> splices = new ArrayList<>();
        Map<Integer, List<RuleText>> newBefore = new HashMap<>();
        Map<Integer, RuleText> rewritten = new HashMap<>();
        Set<Integer> gone = new HashSet<>();
        document.listed().forEach(listed -> gone.add(listed.item()));
        List<RuleText> waiting = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.standing().isEmpty()) {
                waiting.add(RuleText.of(slot.made().orElseThrow()));
                continue;
            }
            ListedRule standing = slot.standing().get();
            gone.remove(standing.item());
            for (RuleText rule : waiting) {
                splices.addAll(document.edit().insert(standing.item(), rule));
            }
            newBefore.put(standing.item(), List.copyOf(waiting));
            waiting.clear();
            if (slot.made().isPresent()) {
                RuleText text = RuleText.of(slot.made().get());
                rewritten.put(standing.item(), text);
                splices.addAll(document.replacing(standing, text,
                        ConfigEditor.serviceOnly(standing, slot.made().get())));
            }
        }
        for (int item : gone) {
            splices.addAll(document.edit().delete(item));
        }
        return !waiting.isEmpty() || overlap(splices) ? Optional.empty()
                : Optional.of(document.edited(splices, expected(newBefore, rewritten, gone)));
    }

    private List<Item> expected(Map<Integer, List<RuleText>> newBefore, Map<Integer, RuleText> rewritten,
            Set<Integer> gone) {
        List<Item> before = document.items();
        List<Item> after = new ArrayList<>(before.size() + newBefore.size());
        for (int i = 0; i < before.size(); i++) {
            newBefore.getOrDefault(i, List.of()).forEach(rule -> after.add(new Item.Made(rule)));
            RuleText anew = rewritten.get(i);
            if (anew != null) {
                after.add(new Item.Made(anew));
            } else if (!gone.contains(i)) {
                after.add(before.get(i));
            }
        }
        return after;
    }

    private static boolean overlap(List<Splice> splices) {
        int done = 0;
        for (Splice splice : splices.stream().sorted(Comparator.comparingInt(Splice::start)).toList()) {
            if (splice.start() < done) {
                return true;
            }
            done = splice.end();
        }
        return false;
    }
}
