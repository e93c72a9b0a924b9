package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.SourceText.Splice;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;

/** Edits a list in brackets, as in JSON. */
final class FlowListEdit implements ListEdit {

    private final SourceText text;
    private final List<YamlNode> items;
    private final int listEnd;

    FlowListEdit(SourceText text, Sequence list) {
        this.text = text;
        this.items = list.items();
        this.listEnd = list.end() - 1;
    }

    @Override
    public List<Splice> insert(int before, RuleText rule) {
        int start = items.get(before).start();
        if (!text.isFirstOnLine(start)) {
            return List.of(new Splice(start, start, rule.flow() + ", "));
        }
        int line = text.line(start);
        String indent = text.chars().substring(text.lineStart(line), start);
        int free = before == 0 ? 0 : text.line(items.get(before - 1).end()) + 1;
        while (line > free && text.isCommentLine(line - 1)) {
            line--;
        }
        int at = text.lineStart(line);
        return List.of(new Splice(at, at, indent + rule.flow() + "," + text.lineBreak(line - 1)));
    }

    @Override
    public List<Splice> append(RuleText rule) {
        YamlNode last = items.getLast();
        int comma = comma(last.end(), listEnd);
        int after = comma < 0 ? last.end() : comma + 1;
        int line = text.line(after);
        List<Splice> splices = new ArrayList<>();
        boolean ownLine = text.isFirstOnLine(last.start()) && text.isRestOfLineFree(after) && line + 1 < text.lines();
        if (!ownLine) {
            return List.of(new Splice(after, after, (comma < 0 ? ", " : " ") + rule.flow()));
        }
        if (comma < 0) {
            splices.add(new Splice(after, after, ","));
        }
        int at = text.lineStop(line);
        String indent = text.chars().substring(text.lineStart(text.line(last.start())), last.start());
        splices.add(new Splice(at, at, indent + rule.flow() + (comma < 0 ? "" : ",") + text.lineBreak(line)));
        return splices;
    }

    @Override
    public List<Splice> delete(int item) throws NotEditable {
        YamlNode node = items.get(item);
        if (item + 1 == items.size()) {
            return withoutLast(item);
        }
        int comma = comma(node.end(), items.get(item + 1).start());
        int firstLine = text.line(node.start());
        int lastLine = text.line(comma);
        boolean ownLines = text.isFirstOnLine(node.start()) && text.isRestOfLineFree(comma + 1);
        if (ownLines) {
            List<Splice> removals = new ArrayList<>();
            for (int line = firstLine; line <= lastLine; line++) {
                if (!text.isCommentLine(line)) {
                    removals.add(new Splice(text.lineStart(line), text.lineStop(line), ""));
                }
            }
            return removals;
        }
        refuseCommentWithin(node.start(), comma);
        int next = comma + 1;
        while (text.at(next) == ' ' || text.at(next) == '\t') {
            next++;
        }
        return List.of(new Splice(node.start(), next, ""));
    }

    @Override
    public List<Splice> replace(int item, RuleText rule) throws NotEditable {
        YamlNode node = items.get(item);
        refuseCommentWithin(node.start(), node.end());
        return List.of(new Splice(node.start(), node.end(), rule.flow()));
    }

    private List<Splice> withoutLast(int item) throws NotEditable {
        YamlNode node = items.get(item);
        refuseCommentWithin(node.start(), node.end());
        if (item == 0) {
            int comma = comma(node.end(), listEnd);
            return List.of(new Splice(node.start(), comma < 0 ? node.end() : comma + 1, ""));
        }
        int previousEnd = items.get(item - 1).end();
        int comma = comma(previousEnd, node.start());
        if (text.chars().substring(previousEnd, node.start()).replace(",", "").isBlank()) {
            return List.of(new Splice(previousEnd, node.end(), ""));
        }
        return List.of(new Splice(comma, comma + 1, ""), new Splice(node.start(), node.end(), ""));
    }

    private void refuseCommentWithin(int start, int end) throws NotEditable {
        for (int line = text.line(start) + 1; line <= text.line(end); line++) {
            if (text.isCommentLine(line)) {
                throw new NotEditable(text.lineStart(line),
                        "A comment stands inside a rule of Tunnel Manager in a list in brackets.",
                        "Move the comment at {place} in front of the rule.");
            }
        }
    }

    /** Returns where the comma between two places is, or -1. */
    private int comma(int from, int to) {
        int at = from;
        while (at < to) {
            if (text.at(at) == ',') {
                return at;
            }
            at = text.at(at) == '#' ? text.lineEnd(text.line(at)) : at + 1;
        }
        return -1;
    }
}
