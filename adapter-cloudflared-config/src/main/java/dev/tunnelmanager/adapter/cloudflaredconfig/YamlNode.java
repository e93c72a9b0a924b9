package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.util.List;

/**
 * A YAML node with its place in the text. Offsets are chars; {@code start} includes an anchor or tag, {@code end} is where the
 * last thing written in the node ends (of a block scalar: the start of the line after it). An empty tag or anchor means none.
 */
sealed interface YamlNode {

    int start();

    int end();

    String anchor();

    /** A scalar, whichever its style. */
    record Scalar(String value, String tag, String anchor, Style style, int start, int end) implements YamlNode {

        /** Returns whether cloudflared's parser takes this for nothing. */
        boolean isNull() {
            boolean word = switch (value) {
                case "", "~", "null", "Null", "NULL" -> true;
                default -> false;
            };
            return tag.equals("tag:yaml.org,2002:null") || (tag.isEmpty() && style == Style.PLAIN && word);
        }
    }

    /** How a scalar is written, as far as that matters here. */
    enum Style {
        PLAIN, QUOTED, BLOCK
    }

    /** A reference to a node with an anchor. */
    record Alias(String name, YamlNode target, int start, int end) implements YamlNode {
        @Override
        public String anchor() {
            return "";
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, boolean flow, String tag, String anchor, int start,
            int end) implements YamlNode {}

    /** Keys with values, in order. */
    record Mapping(List<Entry> entries, boolean flow, String tag, String anchor, int start,
            int end) implements YamlNode {}

    /** A key with its value. */
    record Entry(YamlNode key, YamlNode value) {

        /** Returns whether this is a merge key ({@code <<}). */
        boolean isMerge() {
            return key instanceof Scalar scalar && scalar.value().equals("<<") && scalar.style() == Style.PLAIN
                    && (scalar.tag().isEmpty() || scalar.tag().equals("tag:yaml.org,2002:merge"));
        }
    }

    /** Returns the node itself, or the one that it refers to. */
    default YamlNode resolved() {
        YamlNode node = this;
        while (node instanceof Alias alias) {
            node = alias.target();
        }
        return node;
    }

    /** Returns whether the two mean the same, wherever they stand: values, order, anchors, tags and the kind of scalar. */
    static boolean same(YamlNode a, YamlNode b) {
        return switch (a) {
            case Scalar x -> b instanceof Scalar y && x.value().equals(y.value()) && x.tag().equals(y.tag())
                    && x.anchor().equals(y.anchor()) && x.style() == y.style();
            case Alias x -> b instanceof Alias y && x.name().equals(y.name());
            case Sequence x -> b instanceof Sequence y && x.tag().equals(y.tag()) && x.anchor().equals(y.anchor())
                    && sameItems(x.items(), y.items());
            case Mapping x -> b instanceof Mapping y && x.tag().equals(y.tag()) && x.anchor().equals(y.anchor())
                    && sameItems(x.entries().stream().map(Entry::key).toList(),
                            y.entries().stream().map(Entry::key).toList())
                    && sameItems(x.entries().stream().map(Entry::value).toList(),
                            y.entries().stream().map(Entry::value).toList());
        };
    }

    private static boolean sameItems(List<YamlNode> a, List<YamlNode> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
