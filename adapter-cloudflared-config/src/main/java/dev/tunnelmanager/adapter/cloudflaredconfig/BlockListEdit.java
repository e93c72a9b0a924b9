package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.SourceText.Splice;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Entry;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Mapping;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Scalar;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Sequence;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Edits a list whose items begin with a dash. */
final class BlockListEdit implements ListEdit {

    private final SourceText text;
    private final List<YamlNode> items;
    private final int listStart;

    /**
     * Edits {@code list}.
     *
     * @param listStart where the key of the list ends
     */
    BlockListEdit(SourceText text, Sequence list, int listStart) {
        this.text = text;
        this.items = list.items();
        this.listStart = listStart;
    }

    @Override
    public List<Splice> insert(int before, RuleText rule) throws NotEditable {
        int dash = dash(before);
        String indent = indent(dash);
        if (!text.isFirstOnLine(dash)) {
            String lineBreak = text.lineBreak(text.line(dash));
            return List.of(new Splice(dash, dash, rule.block(indent, lineBreak) + lineBreak + indent));
        }
        int line = text.line(dash);
        int free = before == 0 ? text.line(listStart) + 1 : lastLine(items.get(before - 1)) + 1;
        // Comments right above a rule belong to it.
        while (line > free && text.isCommentLine(line - 1)) {
            line--;
        }
        String lineBreak = text.lineBreak(line - 1);
        int at = text.lineStart(line);
        return List.of(new Splice(at, at, indent + rule.block(indent, lineBreak) + lineBreak));
    }

    @Override
    public List<Splice> append(RuleText rule) throws NotEditable {
        String indent = indent(dash(items.size() - 1));
        int last = lastLine(items.getLast());
        String lineBreak = text.lineBreak(last);
        int at = text.lineStop(last);
        String lines = indent + rule.block(indent, lineBreak);
        boolean lineHasBreak = text.lineEnd(last) < at;
        return List.of(new Splice(at, at, lineHasBreak ? lines + lineBreak : lineBreak + lines));
    }

    @Override
    public List<Splice> delete(int item) throws NotEditable {
        int dash = dash(item);
        if (text.isFirstOnLine(dash)) {
            return withoutLines(item, text.line(dash));
        }
        if (item + 1 < items.size()) {
            int next = dash(item + 1);
            int own = text.lineStop(lastLine(items.get(item)));
            if (own <= next && text.chars().substring(own, next).isBlank() && text.line(next) == text.line(own)) {
                return List.of(new Splice(dash, next, ""));
            }
        }
        return withFirstLine(dash, "", withoutLines(item, text.line(dash) + 1));
    }

    @Override
    public List<Splice> replace(int item, RuleText rule) throws NotEditable {
        int dash = dash(item);
        int line = text.line(dash);
        return withFirstLine(dash, rule.block(indent(dash), text.lineBreak(line)), withoutLines(item, line + 1));
    }

    private List<Splice> withFirstLine(int dash, String replacement, List<Splice> others) {
        List<Splice> all = new ArrayList<>(others);
        int end = text.lineEnd(text.line(dash));
        if (!all.isEmpty() && all.getFirst().start() < end) {
            end = all.getFirst().start();
        }
        all.addFirst(new Splice(dash, end, replacement));
        return all;
    }

    /** Returns the removal of an item's lines from {@code first} on, but for comments and blank lines that stand between them. */
    private List<Splice> withoutLines(int item, int first) {
        YamlNode node = items.get(item);
        int last = lastLine(node);
        List<Splice> removals = new ArrayList<>();
        int line = first;
        while (line <= last) {
            if (isOwn(line, node)) {
                int end = line;
                while (end < last && isOwn(end + 1, node)) {
                    end++;
                }
                removals.add(removal(line, end));
                line = end;
            }
            line++;
        }
        return removals;
    }

    private Splice removal(int firstLine, int lastLine) {
        int start = text.lineStart(firstLine);
        int stop = text.lineStop(lastLine);
        boolean endsWithoutBreak = stop == text.length() && text.lineEnd(lastLine) == stop;
        // A text without a final line break shall stay one.
        return new Splice(endsWithoutBreak && firstLine > 0 ? text.lineEnd(firstLine - 1) : start, stop, "");
    }

    private boolean isOwn(int line, YamlNode node) {
        return !(text.isBlankLine(line) || text.isCommentLine(line)) || isInsideScalar(line, node);
    }

    private boolean isInsideScalar(int line, YamlNode node) {
        return switch (node) {
            case Scalar scalar -> line > text.line(scalar.start()) && line <= lastLine(scalar);
            case YamlNode.Alias alias -> false;
            case Sequence list -> list.items().stream().anyMatch(child -> isInsideScalar(line, child));
            case Mapping map -> map.entries().stream()
                    .anyMatch(entry -> isInsideScalar(line, entry.key()) || isInsideScalar(line, entry.value()));
        };
    }

    /** Returns the last line on which something of the node stands. */
    private int lastLine(YamlNode node) {
        int line = text.line(node.end());
        boolean endsAtLineStart = node.end() == text.lineStart(line);
        return endsAtLineStart && lastLeaf(node).map(leaf -> leaf.style() == Style.BLOCK).orElse(false) ? line - 1
                : line;
    }

    private static Optional<Scalar> lastLeaf(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> Optional.of(scalar);
            case YamlNode.Alias alias -> Optional.empty();
            case Sequence list ->
                list.flow() || list.items().isEmpty() ? Optional.empty() : lastLeaf(list.items().getLast());
            case Mapping map -> map.flow() || map.entries().isEmpty() ? Optional.empty() : lastLeaf(lastValue(map));
        };
    }

    private static YamlNode lastValue(Mapping map) {
        Entry last = map.entries().getLast();
        return last.value();
    }

    private String indent(int dash) {
        int lineStart = text.lineStart(text.line(dash));
        return text.isFirstOnLine(dash) ? text.chars().substring(lineStart, dash) : " ".repeat(text.column(dash));
    }

    /** The parser does not tell where the dashes are; only blanks, comments and, before the first, an anchor or tag can precede. */
    private int dash(int item) throws NotEditable {
        int at = item == 0 ? listStart : items.get(item - 1).end();
        while (at < text.length()) {
            char c = text.at(at);
            char next = text.at(at + 1);
            if (c == '#') {
                at = text.lineEnd(text.line(at));
            } else if (c == '-' && (Character.isWhitespace(next) || next == '\0')) {
                return at;
            } else if (item == 0 && (c == '&' || c == '!')) {
                while (at < text.length() && !Character.isWhitespace(text.at(at))) {
                    at++;
                }
            } else if (Character.isWhitespace(c) || (item == 0 && c == ':')) {
                at++;
            } else {
                break;
            }
        }
        throw new NotEditable(items.get(item).start(), "The beginning of this ingress rule was not found.",
                "Write the rule in the usual form, beginning with a dash, at {place}.");
    }
}
