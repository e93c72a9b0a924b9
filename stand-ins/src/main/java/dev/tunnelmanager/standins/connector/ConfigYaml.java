package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML as Go's yaml.v3 does for cloudflared: the first document, merge keys, no key twice. */
final class ConfigYaml {

    private static final LoadSettings SETTINGS = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE)
            .setMaxAliasesForCollections(Integer.MAX_VALUE).setAllowDuplicateKeys(true).build();

    /** Returns the root of the first document; empty for a file without one. */
    static Optional<Node> read(Path file, String shown) throws ConfigFault {
        String text = text(file, shown);
        try {
            Iterator<Node> documents = new Compose(SETTINGS).composeAllFromString(text).iterator();
            if (!documents.hasNext()) {
                return Optional.empty();
            }
            Node root = documents.next();
            List<String> twice = new ArrayList<>();
            findDuplicates(root, twice, new IdentityHashMap<>());
            if (!twice.isEmpty()) {
                throw unreadable(shown, "unmarshal errors:\n  " + String.join("\n  ", twice));
            }
            return root instanceof ScalarNode && root.getTag().equals(Tag.NULL) ? Optional.empty() : Optional.of(root);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
            throw unreadable(shown, line + e.getProblem());
        } catch (YamlEngineException e) {
            throw unreadable(shown, String.valueOf(e.getMessage()));
        }
    }

    static ConfigFault unreadable(String shown, String reason) {
        return new ConfigFault("error parsing YAML in config file at " + shown + ": yaml: " + reason);
    }

    /** Returns the entries of a mapping with merge keys carried out; a key's node is found in {@code keys}. */
    static Map<String, Node> entries(MappingNode mapping, Map<String, Node> keys) {
        Map<String, Node> own = new LinkedHashMap<>();
        Map<String, Node> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (key.equals("<<")) {
                merge(tuple.getValueNode(), merged, keys);
            } else {
                own.put(key, tuple.getValueNode());
                keys.put(key, tuple.getKeyNode());
            }
        }
        Map<String, Node> all = new LinkedHashMap<>(merged);
        all.putAll(own);
        return all;
    }

    private static void merge(Node source, Map<String, Node> into, Map<String, Node> keys) {
        if (source instanceof MappingNode mapping) {
            entries(mapping, keys).forEach(into::putIfAbsent);
        } else if (source instanceof SequenceNode sequence) {
            sequence.getValue().forEach(node -> merge(node, into, keys));
        }
    }

    static Map<String, Node> entries(MappingNode mapping) {
        return entries(mapping, new HashMap<>());
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** Returns the text of a scalar; empty for null and nothing. */
    static String scalar(@Nullable Node node) {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL) ? scalar.getValue() : "";
    }

    private static String text(Path file, String shown) throws ConfigFault {
        if (Files.isDirectory(file)) {
            throw unreadable(shown, "input error: read " + shown + ": is a directory");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw unreadable(shown, "invalid leading UTF-8 octet");
        } catch (IOException e) {
            throw new ConfigFault("open " + shown + ": no such file or directory");
        }
    }

    private static void findDuplicates(Node node, List<String> twice, Map<Node, Boolean> seen) {
        if (seen.put(node, true) != null) {
            return;
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> findDuplicates(item, twice, seen));
        }
        if (node instanceof MappingNode mapping) {
            Map<String, Integer> lines = new HashMap<>();
            Set<String> said = new HashSet<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                Integer earlier = lines.putIfAbsent(key, line(tuple.getKeyNode()));
                if (earlier != null && said.add(key)) {
                    twice.add("line " + line(tuple.getKeyNode()) + ": mapping key \"" + key
                            + "\" already defined at line " + earlier);
                }
                findDuplicates(tuple.getValueNode(), twice, seen);
            }
        }
    }

    private ConfigYaml() {}
}
