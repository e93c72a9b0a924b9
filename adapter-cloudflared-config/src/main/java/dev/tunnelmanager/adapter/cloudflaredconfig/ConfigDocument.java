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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

    /** An item of the list as an edit is to leave it. */
    sealed interface Item {

        /** As it was. */
        record Kept(YamlNode node) implements Item {}

        /** A rule of ours, new or written anew. */
        record Made(RuleText rule) implements Item {}
    }

    /** Returns the items as they are, in a list that can be changed to what an edit is to make of them. */
    List<Item> items() {
        return list.items().stream().<Item>map(Item.Kept::new).collect(Collectors.toCollection(ArrayList::new));
    }

    /** Puts a rule in front of the rule with the number {@code position}, or after the last one. */
    ConfigDocument insert(int position, RuleText rule) throws NotEditable {
        List<Item> expected = items();
        if (position >= rules.size()) {
            expected.add(new Item.Made(rule));
            return edited(edit().append(rule), expected);
        }
        int item = rules.get(position).item();
        expected.add(item, new Item.Made(rule));
        return edited(edit().insert(item, rule), expected);
    }

    ConfigDocument delete(ListedRule listed) throws NotEditable {
        List<Item> expected = items();
        expected.remove(listed.item());
        return edited(edit().delete(listed.item()), expected);
    }

    /** Writes {@code rule} where {@code listed} stands; if only the service differs, only the service is written. */
    ConfigDocument replace(ListedRule listed, RuleText rule, Optional<String> serviceOnly) throws NotEditable {
        List<Item> expected = items();
        expected.set(listed.item(), new Item.Made(rule));
        return edited(replacing(listed, rule, serviceOnly), expected);
    }

    /** Returns how to write {@code rule} where {@code listed} stands. */
    List<Splice> replacing(ListedRule listed, RuleText rule, Optional<String> serviceOnly) throws NotEditable {
        Optional<Scalar> service = listed.own().map(ListedRule.OwnForm::service);
        boolean simple = serviceOnly.isPresent() && service.isPresent() && service.get().style() != Style.BLOCK
                && text.line(service.get().start()) == text.line(service.get().end());
        return simple
                ? List.of(new Splice(service.get().start(), service.get().end(), RuleText.quoted(serviceOnly.get())))
                : edit().replace(listed.item(), rule);
    }

    /** Returns how to change single items of this list. */
    ListEdit edit() {
        return list.flow() ? new FlowListEdit(text, list) : new BlockListEdit(text, list, ingress.key().end());
    }

    /** Splices, reads again, and compares with the items that there should be now. */
    ConfigDocument edited(List<Splice> splices, List<Item> expected) throws NotEditable {
        ConfigDocument after;
        try {
            after = read(text.with(splices));
        } catch (NotEditable broken) {
            throw unsafe(broken.problem());
        }
        List<YamlNode> now = after.list.items();
        if (now.size() != expected.size()) {
            throw unsafe("the number of rules would be " + now.size());
        }
        Map<Integer, ListedRule> listed = after.rules.stream()
                .collect(Collectors.toMap(ListedRule::item, rule -> rule));
        for (int i = 0; i < now.size(); i++) {
            ListedRule here = listed.get(i);
            boolean right = switch (expected.get(i)) {
                case Item.Kept kept -> YamlNode.same(kept.node(), now.get(i));
                case Item.Made made -> here != null && made.rule().isReadFrom(here);
            };
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
