package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.SourceText.Splice;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Entry;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Mapping;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Scalar;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Sequence;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Style;
import dev.tunnelmanager.domain.ingress.IngressRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A config file's text with its ingress list. Every edit splices the text, reads the result again and compares: what is not the
 * edited item must mean the same as before, in the same order; otherwise the edit is refused.
 */
final class ConfigDocument {

    private static final String LIST_ADVICE = "Write the rules as a list under ingress, the last one `- service: http_status:404`.";

    private final SourceText text;
    private final YamlReader.Document document;
    private final Entry ingress;
    private final Sequence list;
    private final List<ListedRule> rules;

    private ConfigDocument(SourceText text, YamlReader.Document document, Entry ingress, Sequence list,
            List<ListedRule> rules) {
        this.text = text;
        this.document = document;
        this.ingress = ingress;
        this.list = list;
        this.rules = rules;
    }

    static ConfigDocument read(SourceText text) throws NotEditable {
        YamlReader.Document document = YamlReader.read(text);
        if (document.root() instanceof Scalar nothing && nothing.isNull()) {
            throw new NotEditable(0, "There is nothing in it but comments.", LIST_ADVICE);
        }
        if (!(document.root() instanceof Mapping root)) {
            throw new NotEditable(document.root().start(), "The file does not consist of keys with values.",
                    "Write tunnel, credentials-file and ingress as keys at {place}.");
        }
        Entry ingress = ingress(root);
        Sequence list = list(ingress);
        List<ListedRule> rules = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            ListedRule.read(i, list.items().get(i)).ifPresent(rules::add);
        }
        if (rules.isEmpty()) {
            throw noRules(list.start());
        }
        return new ConfigDocument(text, document, ingress, list, List.copyOf(rules));
    }

    private static Entry ingress(Mapping root) throws NotEditable {
        for (Entry entry : root.entries()) {
            if (!entry.isMerge() && entry.key().resolved() instanceof Scalar key && key.value().equals("ingress")) {
                return entry;
            }
        }
        YamlNode merged = ListedRule.fields(root).get("ingress");
        if (merged != null) {
            throw new NotEditable(merged.start(), "The ingress rules come in through a merge key (<<).",
                    "Write ingress as a key of its own; its rules stand at {place}.");
        }
        for (Entry entry : root.entries()) {
            if (entry.key() instanceof Scalar key && key.value().strip().equalsIgnoreCase("ingress")) {
                throw new NotEditable(key.start(),
                        "The key \"" + key.value() + "\" is not read by cloudflared, which knows ingress.",
                        "Rename it to ingress at {place}.");
            }
        }
        throw new NotEditable(root.start(),
                "There is no key ingress among the " + root.entries().size() + " keys that begin here.",
                LIST_ADVICE);
    }

    private static Sequence list(Entry ingress) throws NotEditable {
        return switch (ingress.value()) {
            case Sequence list when list.items().isEmpty() -> throw noRules(list.start());
            case Sequence list -> list;
            case YamlNode.Alias alias -> throw new NotEditable(alias.start(),
                    "The ingress rules are given through the alias *"
                            + alias.name() + ", so they may serve other purposes as well.",
                    "Write the list itself in place of the alias at {place}.");
            case Scalar nothing when nothing.isNull() -> throw noRules(ingress.key().start());
            case Scalar scalar ->
                throw new NotEditable(scalar.start(), "The value of ingress is not a list.", LIST_ADVICE);
            case Mapping map -> throw new NotEditable(map.start(), "The value of ingress is not a list.", LIST_ADVICE);
        };
    }

    private static NotEditable noRules(int offset) {
        return new NotEditable(offset, "The ingress list holds no rule.", LIST_ADVICE);
    }

    SourceText text() {
        return text;
    }

    /** Returns the rules in order, as cloudflared reads them. */
    List<ListedRule> listed() {
        return rules;
    }

    List<IngressRule> rules() {
        return rules.stream().map(ListedRule::rule).toList();
    }

    boolean hasCatchAll() {
        return rules.getLast().rule().isCatchAll();
    }

    /** Puts a rule in front of the rule with the number {@code position}, or after the last one. */
    ConfigDocument insert(int position, RuleText rule) throws NotEditable {
        if (position >= rules.size()) {
            return edited(edit().append(rule), list.items().size(), Optional.of(rule), list.items().size());
        }
        int item = rules.get(position).item();
        return edited(edit().insert(item, rule), item, Optional.of(rule), item);
    }

    ConfigDocument delete(ListedRule listed) throws NotEditable {
        return edited(edit().delete(listed.item()), listed.item(), Optional.empty(), listed.item() + 1);
    }

    /** Writes {@code rule} where {@code listed} stands; if only the service differs, only the service is written. */
    ConfigDocument replace(ListedRule listed, RuleText rule, Optional<String> serviceOnly) throws NotEditable {
        Optional<Scalar> service = listed.own().map(ListedRule.OwnForm::service);
        boolean simple = serviceOnly.isPresent() && service.isPresent() && service.get().style() != Style.BLOCK
                && text.line(service.get().start()) == text.line(service.get().end());
        List<Splice> splices = simple
                ? List.of(new Splice(service.get().start(), service.get().end(), RuleText.quoted(serviceOnly.get())))
                : edit().replace(listed.item(), rule);
        return edited(splices, listed.item(), Optional.of(rule), listed.item() + 1);
    }

    private ListEdit edit() {
        return list.flow() ? new FlowListEdit(text, list) : new BlockListEdit(text, list, ingress.key().end());
    }

    /** Splices, reads again and compares: items up to {@code kept} stay, then comes {@code made}, then the items from {@code next}. */
    private ConfigDocument edited(List<Splice> splices, int kept, Optional<RuleText> made, int next)
            throws NotEditable {
        ConfigDocument after;
        try {
            after = read(text.with(splices));
        } catch (NotEditable broken) {
            throw unsafe(broken.problem());
        }
        List<YamlNode> before = list.items();
        List<YamlNode> now = after.list.items();
        int shift = kept + made.map(rule -> 1).orElse(0);
        if (now.size() != shift + before.size() - next) {
            throw unsafe("the number of rules would be " + now.size());
        }
        for (int i = 0; i < now.size(); i++) {
            int here = i;
            boolean right = i < kept ? YamlNode.same(before.get(i), now.get(i))
                    : i >= shift ? YamlNode.same(before.get(next + i - shift), now.get(i))
                            : made.isPresent() && after.rules.stream()
                                    .anyMatch(listed -> listed.item() == here && made.get().isReadFrom(listed));
            if (!right) {
                throw unsafe("rule " + (i + 1) + " would be read differently");
            }
        }
        if (!sameOutside(after)) {
            throw unsafe("something outside the ingress list would be read differently");
        }
        return after;
    }

    private boolean sameOutside(ConfigDocument after) {
        List<Entry> before = ((Mapping) document.root()).entries();
        List<Entry> now = ((Mapping) after.document.root()).entries();
        if (before.size() != now.size() || !document.directives().equals(after.document.directives())
                || !list.anchor().equals(after.list.anchor()) || !list.tag().equals(after.list.tag())) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            boolean isIngress = i == before.indexOf(ingress);
            if (!YamlNode.same(before.get(i).key(), now.get(i).key()) || isIngress != (i == now.indexOf(after.ingress))
                    || (!isIngress && !YamlNode.same(before.get(i).value(), now.get(i).value()))) {
                return false;
            }
        }
        return true;
    }

    private NotEditable unsafe(String detail) {
        return new NotEditable(ingress.key().start(),
                "The ingress list cannot be edited without touching what is not ours ("
                        + stripped(detail) + ").",
                "Write the list in block style, a rule to a few lines of its own, beginning at {place}.");
    }

    private static String stripped(String detail) {
        return detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail;
    }
}
