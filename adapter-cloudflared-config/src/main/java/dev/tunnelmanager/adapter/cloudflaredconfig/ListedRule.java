package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Entry;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Mapping;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Scalar;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Sequence;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An ingress rule as cloudflared reads it from an item of the list: aliases followed, merge keys merged, null taken for nothing.
 *
 * @param item the number of the item in the list, from 0; items that are null make no rule
 * @param node the item
 * @param rule what cloudflared reads from it
 * @param own what we would have written, if the item has exactly that form
 */
record ListedRule(int item, YamlNode node, IngressRule rule, Optional<HostnamePattern> name, Optional<OwnForm> own) {

    /** An item that holds what a rule of ours holds and nothing else, in whatever quotes and order. */
    record OwnForm(Scalar service, boolean tlsVerify) {}

    /** Reads an item; empty for null, which cloudflared drops silently. */
    static Optional<ListedRule> read(int item, YamlNode node) throws NotEditable {
        YamlNode resolved = node.resolved();
        if (resolved instanceof Scalar scalar && scalar.isNull()) {
            return Optional.empty();
        }
        if (!(resolved instanceof Mapping mapping)) {
            throw new NotEditable(node.start(), "Item " + (item + 1) + " of the ingress list is not a rule.",
                    "Write a rule with hostname and service at {place}.");
        }
        Map<String, YamlNode> fields = fields(mapping);
        String hostname = text(fields, "hostname");
        String path = text(fields, "path");
        String service = text(fields, "service");
        requireMapping(fields, "originRequest");
        Optional<HostnamePattern> name = HostnamePattern.parse(hostname) instanceof Verdict.Granted<HostnamePattern> is
                ? Optional.of(is.value())
                : Optional.empty();
        return Optional.of(new ListedRule(item, node, new IngressRule(hostname, path, service), name,
                name.isEmpty() ? Optional.empty() : ownForm(node)));
    }

    /** Returns whether this stands for {@code hostname}, however it is spelt there: case, script and final dot make no difference. */
    boolean names(HostnamePattern hostname) {
        return name.isPresent() && name.get().equals(hostname);
    }

    private static Optional<OwnForm> ownForm(YamlNode node) {
        if (!(node instanceof Mapping mapping) || !isBare(mapping.tag(), mapping.anchor())
                || mapping.entries().size() > 3) {
            return Optional.empty();
        }
        Map<String, YamlNode> keys = plainKeys(mapping);
        boolean tlsVerify = true;
        if (keys.size() == 3 && keys.get("originRequest") instanceof Mapping options
                && isBare(options.tag(), options.anchor())
                && options.entries().size() == 1 && plainKeys(options).get("noTLSVerify") instanceof Scalar flag
                && isBare(flag.tag(), flag.anchor()) && flag.value().equals("true")
                && flag.style() == YamlNode.Style.PLAIN) {
            tlsVerify = false;
        } else if (keys.size() != 2) {
            return Optional.empty();
        }
        return keys.get("hostname") instanceof Scalar name && isBare(name.tag(), name.anchor())
                && keys.get("service") instanceof Scalar service && isBare(service.tag(), service.anchor())
                        ? Optional.of(new OwnForm(service, tlsVerify))
                        : Optional.empty();
    }

    private static Map<String, YamlNode> plainKeys(Mapping mapping) {
        Map<String, YamlNode> keys = new HashMap<>();
        for (Entry entry : mapping.entries()) {
            if (entry.key() instanceof Scalar key && isBare(key.tag(), key.anchor()) && !entry.isMerge()) {
                keys.put(key.value(), entry.value());
            }
        }
        return keys.size() == mapping.entries().size() ? keys : Map.of();
    }

    private static boolean isBare(String tag, String anchor) {
        return tag.isEmpty() && anchor.isEmpty();
    }

    /** Returns the value of every key, merged ones included; what is written in the mapping itself wins, then what comes first. */
    static Map<String, YamlNode> fields(Mapping mapping) throws NotEditable {
        Map<String, YamlNode> fields = new HashMap<>();
        collect(mapping, fields, Collections.newSetFromMap(new IdentityHashMap<>()));
        return fields;
    }

    private static void collect(Mapping mapping, Map<String, YamlNode> fields, Set<Mapping> seen) throws NotEditable {
        if (!seen.add(mapping)) {
            return;
        }
        for (Entry entry : mapping.entries()) {
            if (!entry.isMerge() && entry.key().resolved() instanceof Scalar key) {
                fields.putIfAbsent(key.value(), entry.value());
            }
        }
        for (Entry entry : mapping.entries()) {
            if (entry.isMerge()) {
                merge(entry.value(), fields, seen);
            }
        }
    }

    private static void merge(YamlNode from, Map<String, YamlNode> fields, Set<Mapping> seen) throws NotEditable {
        if (from.resolved() instanceof Mapping merged) {
            collect(merged, fields, seen);
        } else if (from instanceof Sequence several) {
            for (YamlNode each : several.items()) {
                if (!(each.resolved() instanceof Mapping merged)) {
                    throw notMergeable(each);
                }
                collect(merged, fields, seen);
            }
        } else {
            throw notMergeable(from);
        }
    }

    private static NotEditable notMergeable(YamlNode node) {
        return new NotEditable(node.start(), "A merge key (<<) can only merge mappings.",
                "Give it an alias of a mapping at {place}.");
    }

    private static String text(Map<String, YamlNode> fields, String key) throws NotEditable {
        YamlNode value = fields.get(key);
        if (value == null) {
            return "";
        }
        if (!(value.resolved() instanceof Scalar scalar)) {
            throw new NotEditable(value.start(), "The " + key + " of an ingress rule must be text.",
                    "Write one " + key + " at {place}.");
        }
        return scalar.isNull() ? "" : scalar.value();
    }

    private static void requireMapping(Map<String, YamlNode> fields, String key) throws NotEditable {
        YamlNode value = fields.get(key);
        if (value != null && !(value.resolved() instanceof Mapping)
                && !(value.resolved() instanceof Scalar scalar && scalar.isNull())) {
            throw new NotEditable(value.start(), "The " + key + " of an ingress rule must hold keys with values.",
                    "Write it as a mapping at {place}.");
        }
    }
}
