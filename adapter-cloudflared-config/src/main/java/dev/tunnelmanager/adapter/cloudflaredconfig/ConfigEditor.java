package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.ListedRule.OwnForm;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressOrder;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.IngressValidity;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Applies edits to the text of a config file. Reads and writes nothing. */
final class ConfigEditor {

    private static final IngressRule CATCH_ALL = new IngressRule("", "", RuleText.CATCH_ALL_SERVICE);

    private final String file;

    /** Makes an editor that calls the file {@code file} in what it says. */
    ConfigEditor(String file) {
        this.file = file;
    }

    /** Reads a text, or says where it is wrong. A list without a catch-all can be read. */
    Verdict<ConfigDocument> read(byte[] bytes) {
        SourceText text;
        try {
            text = SourceText.decode(bytes);
        } catch (NotEditable undecodable) {
            return Verdict.refused(invalid(undecodable, Optional.empty()));
        }
        try {
            return Verdict.granted(ConfigDocument.read(text));
        } catch (NotEditable unusable) {
            return Verdict.refused(invalid(unusable, Optional.of(text)));
        }
    }

    /** Returns the text with the edit in it; all of the edit or nothing. */
    EditedConfig apply(ConfigDocument document, IngressEdit edit) {
        for (HostnamePattern hostname : hostnames(edit)) {
            Optional<Refusal> obstacle = obstacle(document, hostname, edit);
            if (obstacle.isPresent()) {
                return new EditedConfig.Refused(obstacle.get(), Optional.of(hostname));
            }
        }
        boolean removes = edit.removals().stream().anyMatch(hostname -> only(document, hostname).isPresent());
        if (edit.puts().isEmpty() && removes && !document.hasCatchAll()) {
            return new EditedConfig.Refused(fault(document).orElseThrow(), Optional.empty());
        }
        ConfigDocument now = document;
        List<String> notes = new ArrayList<>();
        try {
            if (!edit.puts().isEmpty() && !now.hasCatchAll()) {
                now = now.insert(now.listed().size(), RuleText.catchAll());
                notes.add("The ingress list of " + file + " had no catch-all at its end, so `service: "
                        + RuleText.CATCH_ALL_SERVICE + "` was added.");
            }
            Optional<ConfigDocument> atOnce = JointEdit.of(now, edit);
            now = atOnce.isPresent() ? atOnce.get() : oneByOne(now, edit);
        } catch (NotEditable unsafe) {
            return new EditedConfig.Refused(invalid(unsafe, Optional.of(now.text())), Optional.empty());
        }
        Optional<Refusal> fault = now == document ? Optional.empty() : fault(now);
        return fault.isPresent() ? new EditedConfig.Refused(fault.get(), Optional.empty())
                : new EditedConfig.Ready(now, now != document, notes);
    }

    private static List<HostnamePattern> hostnames(IngressEdit edit) {
        List<HostnamePattern> all = new ArrayList<>(edit.removals());
        edit.puts().forEach(put -> all.add(put.hostname()));
        return all.stream().sorted().toList();
    }

    /** Returns why the rules for a hostname must be left alone, if they must. */
    private Optional<Refusal> obstacle(ConfigDocument document, HostnamePattern hostname, IngressEdit edit) {
        List<ListedRule> present = named(document, hostname);
        if (present.isEmpty()) {
            return Optional.empty();
        }
        Set<OriginService> mine = edit.mine().getOrDefault(hostname, Set.of());
        ListedRule first = present.getFirst();
        boolean ours = first.own().isPresent() && first.rule().hostname().equals(hostname.text())
                && mine.stream().anyMatch(service -> service.text().equals(first.rule().service()));
        if (ours && present.size() == 1) {
            return Optional.empty();
        }
        ListedRule culprit = ours ? present.get(1) : first;
        String where = "Ingress rule " + (document.listed().indexOf(culprit) + 1) + " of " + document.listed().size()
                + " in "
                + place(culprit.node().start(), document.text());
        String what = shown(culprit.rule());
        if (mine.isEmpty()) {
            return Optional.of(new Refusal(RefusalCode.FOREIGN_RULE,
                    where + " is already for " + hostname + " (" + what + ") and was not written by Tunnel Manager.",
                    "Remove that rule from " + file + " if it is no longer wanted, or ask for another hostname."));
        }
        return Optional.of(new Refusal(RefusalCode.RULE_CHANGED,
                where + " is for " + hostname + ", but it is not as Tunnel Manager wrote it (" + what
                        + "), so somebody else has changed or added it.",
                "Look at that rule in " + file + "; remove it there if it is no longer wanted."));
    }

    private static String shown(IngressRule rule) {
        return (rule.path().isEmpty() ? "" : "path " + rule.path() + ", ") + "service "
                + (rule.service().isEmpty() ? "none" : rule.service());
    }

    private static List<ListedRule> named(ConfigDocument document, HostnamePattern hostname) {
        return document.listed().stream().filter(listed -> listed.names(hostname)).toList();
    }

    private static Optional<ListedRule> only(ConfigDocument document, HostnamePattern hostname) {
        return named(document, hostname).stream().findFirst();
    }

    private static ConfigDocument oneByOne(ConfigDocument document, IngressEdit edit) throws NotEditable {
        ConfigDocument now = document;
        for (OwnRule put : edit.puts()) {
            now = put(now, put);
        }
        for (HostnamePattern removal : edit.removals().stream().sorted().toList()) {
            Optional<ListedRule> ours = only(now, removal);
            if (ours.isPresent()) {
                now = now.delete(ours.get());
            }
        }
        return now;
    }

    private static ConfigDocument put(ConfigDocument document, OwnRule put) throws NotEditable {
        RuleText text = RuleText.of(put);
        Optional<ListedRule> present = only(document, put.hostname());
        if (present.isEmpty()) {
            return document.insert(IngressOrder.position(document.rules(), put.hostname()), text);
        }
        ListedRule ours = present.get();
        if (isSwallowed(document, ours)) {
            ConfigDocument without = document.delete(ours);
            return without.insert(IngressOrder.position(without.rules(), put.hostname()), text);
        }
        if (text.isReadFrom(ours)) {
            return document;
        }
        return document.replace(ours, text, serviceOnly(ours, put));
    }

    /** Returns the service if nothing else of our rule is to change. */
    static Optional<String> serviceOnly(ListedRule ours, OwnRule put) {
        boolean sameTls = ours.own().map(OwnForm::tlsVerify).orElse(true) == put.tlsVerify();
        return sameTls ? Optional.of(put.service().text()) : Optional.empty();
    }

    /** Returns whether a rule in front of ours takes all of its requests, so that ours never matches. */
    private static boolean isSwallowed(ConfigDocument document, ListedRule ours) {
        return IngressOrder.shadowedBy(document.rules(), document.listed().indexOf(ours)).isPresent();
    }

    /** Returns why cloudflared would not start on this list, if it would not. */
    private Optional<Refusal> fault(ConfigDocument document) {
        return fault(document, document.rules());
    }

    private Optional<Refusal> fault(ConfigDocument document, List<IngressRule> rules) {
        return IngressValidity.check(rules).stream().findFirst().map(fault -> {
            int faulty = Math.min(firstFaulty(rules), document.listed().size() - 1);
            String place = place(document.listed().get(faulty).node().start(), document.text());
            return new Refusal(RefusalCode.INGRESS_INVALID, place + ": " + fault.problem(), fault.recommendation());
        });
    }

    /** Every fault lies in one rule, the last being the only one that must be a catch-all. */
    private static int firstFaulty(List<IngressRule> rules) {
        for (int i = 0; i < rules.size() - 1; i++) {
            if (!IngressValidity.check(List.of(rules.get(i), CATCH_ALL)).isEmpty()) {
                return i;
            }
        }
        return rules.size() - 1;
    }

    /** Returns the same, a missing catch-all apart, which the next rule brings along. */
    Optional<Refusal> faultBesidesCatchAll(ConfigDocument document) {
        List<IngressRule> rules = new ArrayList<>(document.rules());
        if (!document.hasCatchAll()) {
            rules.add(CATCH_ALL);
        }
        return fault(document, rules);
    }

    private Refusal invalid(NotEditable found, Optional<SourceText> text) {
        String place = text.isPresent() && found.offset() >= 0 ? place(found.offset(), text.get()) : file;
        return new Refusal(RefusalCode.INGRESS_INVALID, place + ": " + found.problem(),
                found.recommendation().replace("{place}", place));
    }

    private String place(int offset, SourceText text) {
        int at = Math.min(offset, text.length());
        return file + ", line " + (text.line(at) + 1) + ", column " + (text.column(at) + 1);
    }
}
