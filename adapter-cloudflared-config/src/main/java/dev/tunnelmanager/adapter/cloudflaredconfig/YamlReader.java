package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Entry;
import dev.tunnelmanager.adapter.cloudflaredconfig.YamlNode.Style;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.SpecVersion;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;

/**
 * Reads the first document of a YAML text into nodes that know their place. Refuses what cloudflared's parser (gopkg.in/yaml.v3)
 * refuses while decoding: duplicate keys, unknown aliases, a version other than 1.1. Works on the parser's events, because composed
 * nodes show an alias at the place of its anchor and are limited in number.
 */
final class YamlReader {

    /** Deeper than any configuration, shallow enough for recursion. */
    private static final int MAX_DEPTH = 100;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");
    private static final Pattern ANCHOR = Pattern.compile("[A-Za-z0-9_-]+");

    /** The document and what was said about it before it began. */
    record Document(YamlNode root, String directives) {}

    /** A collection that has not ended. */
    private record Open(CollectionStartEvent event, String anchor, int start, List<YamlNode> children) {}

    private final SourceText text;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private @Nullable YamlNode root;
    private int reached;

    private YamlReader(SourceText text) {
        this.text = text;
    }

    static Document read(SourceText text) throws NotEditable {
        return new YamlReader(text).read();
    }

    private Document read() throws NotEditable {
        refuseForeignLineBreaks();
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setLabel("config")
                .setVersionFunction(version -> version).build();
        String directives = "";
        try {
            Iterator<Event> events = new Parse(settings).parseString(text.chars()).iterator();
            while (events.hasNext()) {
                Event event = events.next();
                reached = offset(event.getStartMark());
                if (event instanceof DocumentStartEvent start) {
                    directives = directives(start);
                } else if (event.getEventId() == Event.ID.DocumentEnd) {
                    break;
                } else {
                    take(event);
                }
            }
        } catch (MarkedYamlEngineException malformed) {
            throw malformed(malformed);
        } catch (ReaderException unreadable) {
            throw new NotEditable(text.offsetOfCodePoint(unreadable.getPosition()),
                    String.format("The character U+%04X is not allowed in YAML.", unreadable.getCodePoint()),
                    "Remove that character at {place}.");
        } catch (RuntimeException surprising) {
            throw new NotEditable(reached, "This is not understood: " + surprising.getMessage() + ".",
                    "Correct {place}.");
        }
        if (root == null) {
            throw new NotEditable(0, "There is nothing in it.",
                    "Write a tunnel, its credentials-file and an ingress list into it.");
        }
        return new Document(root, directives);
    }

    /** To cloudflared's parser these end a line, to YAML 1.2 they do not: what is a comment here may be a key there. */
    private void refuseForeignLineBreaks() throws NotEditable {
        for (int i = 0; i < text.length(); i++) {
            char c = text.at(i);
            if (c == '\u0085' || c == '\u2028' || c == '\u2029') {
                throw new NotEditable(i,
                        String.format("The line separator U+%04X stands here, which programs read differently.",
                                (int) c),
                        "Replace it by an ordinary line break at {place}.");
            }
        }
    }

    private String directives(DocumentStartEvent start) throws NotEditable {
        Optional<SpecVersion> version = start.getSpecVersion();
        if (version.isPresent() && (version.get().getMajor() != 1 || version.get().getMinor() != 1)) {
            throw new NotEditable(offset(start.getStartMark()),
                    "cloudflared reads only YAML 1.1, and %YAML asks for another.",
                    "Remove the %YAML line at {place}.");
        }
        return version + " " + start.getTags();
    }

    private void take(Event event) throws NotEditable {
        switch (event) {
            case CollectionStartEvent start -> {
                String anchor = start.getAnchor().map(Anchor::getValue).orElse("");
                if (open.size() >= MAX_DEPTH) {
                    throw new NotEditable(reached, "This is nested more than " + MAX_DEPTH + " deep.",
                            "Flatten it at {place}.");
                }
                anchors.remove(anchor);
                open.push(new Open(start, anchor, reached, new ArrayList<>()));
            }
            case ScalarEvent scalar -> {
                String anchor = scalar.getAnchor().map(Anchor::getValue).orElse("");
                Style style = scalar.isPlain() ? Style.PLAIN
                        : scalar.isLiteral() || scalar.isFolded() ? Style.BLOCK : Style.QUOTED;
                add(new YamlNode.Scalar(scalar.getValue(), scalar.getTag().orElse(""), anchor, style, reached,
                        offset(scalar.getEndMark())));
            }
            case AliasEvent alias -> {
                String name = alias.getAlias().getValue();
                YamlNode target = anchors.get(name);
                if (target == null) {
                    throw new NotEditable(reached, "The alias *" + name + " has no anchor &" + name + " before it.",
                            "Correct the alias at {place}.");
                }
                add(new YamlNode.Alias(name, target, reached, offset(alias.getEndMark())));
            }
            default -> {
                if (event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd) {
                    close(offset(event.getEndMark()));
                }
            }
        }
    }

    private void close(int mark) throws NotEditable {
        Open ended = open.pop();
        boolean flow = ended.event().isFlow();
        List<YamlNode> children = ended.children();
        // The end mark of a block collection lies on the next token's line.
        int end = flow || children.isEmpty() ? mark : children.getLast().end();
        String tag = ended.event().getTag().orElse("");
        if (ended.event().getEventId() == Event.ID.SequenceStart) {
            add(new YamlNode.Sequence(List.copyOf(children), flow, tag, ended.anchor(), ended.start(), end));
            return;
        }
        List<Entry> entries = new ArrayList<>(children.size() / 2);
        Map<String, YamlNode> seen = new HashMap<>();
        for (int i = 0; i < children.size(); i += 2) {
            YamlNode key = children.get(i);
            if (!(key.resolved() instanceof YamlNode.Scalar)) {
                throw new NotEditable(key.start(), "This key is not a text.", "Write a text as key at {place}.");
            }
            YamlNode earlier = seen.putIfAbsent(shown(key), key);
            if (earlier != null) {
                throw new NotEditable(key.start(),
                        "The key " + shown(key) + " stands here for the second time, after line "
                                + (text.line(earlier.start()) + 1) + ".",
                        "Remove or rename one of the two keys at {place}.");
            }
            entries.add(new Entry(key, children.get(i + 1)));
        }
        add(new YamlNode.Mapping(List.copyOf(entries), flow, tag, ended.anchor(), ended.start(), end));
    }

    private void add(YamlNode node) throws NotEditable {
        if (!node.anchor().isEmpty()) {
            if (!ANCHOR.matcher(node.anchor()).matches()) {
                throw new NotEditable(node.start(), "cloudflared reads only anchors of letters, digits, _ and -, not &"
                        + node.anchor() + ".", "Rename the anchor at {place}.");
            }
            anchors.put(node.anchor(), node);
        }
        Open parent = open.peek();
        if (parent == null) {
            root = node;
        } else {
            parent.children().add(node);
        }
    }

    /** Two keys of one text are the same key to yaml.v3, whatever their tags and quotes. */
    private static String shown(YamlNode key) {
        return switch (key) {
            case YamlNode.Alias alias -> "*" + alias.name();
            case YamlNode.Scalar scalar -> "\"" + scalar.value() + "\"";
            case YamlNode.Sequence list -> throw new IllegalArgumentException("A list as key at " + list.start());
            case YamlNode.Mapping map -> throw new IllegalArgumentException("A mapping as key at " + map.start());
        };
    }

    private NotEditable malformed(MarkedYamlEngineException malformed) {
        int at = malformed.getProblemMark().map(mark -> text.offsetOfCodePoint(mark.getIndex())).orElse(reached);
        if (text.at(at) == '\t') {
            return new NotEditable(at, "A tab stands where YAML allows only spaces.",
                    "Replace the tab by spaces at {place}.");
        }
        if (at > 0 && text.at(at - 1) == '*') {
            return new NotEditable(at - 1,
                    "A text that begins with an asterisk is an alias in YAML, and this one is not valid.",
                    "Put the value in quotes, as in \"*.example.com\", at {place}.");
        }
        String problem = malformed.getProblem() == null ? "it is malformed" : inOneLine(malformed.getProblem());
        String context = malformed.getContext() == null ? "" : " " + inOneLine(malformed.getContext());
        return new NotEditable(at,
                "This is not valid YAML:" + context + (context.isEmpty() ? " " : ", ") + problem + ".",
                "Correct the YAML at {place}.");
    }

    /** The parser quotes the character that it met, whatever that is. */
    private static String inOneLine(String words) {
        return CONTROL.matcher(words).replaceAll(" ").strip();
    }

    private int offset(Optional<Mark> mark) {
        return text.offsetOfCodePoint(mark.orElseThrow().getIndex());
    }
}
