package dev.tunnelmanager.standins.connector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A config file as it stands, with the checks that cloudflared makes. */
final class ConnectorConfig {

    private static final Set<String> STRINGS = Set.of("tunnel", "credentials-file", "loglevel", "transport-loglevel",
            "logfile", "url", "metrics", "protocol", "edge-ip-version", "pidfile", "origincert", "grace-period");
    private static final Set<String> RULE_KEYS = Set.of("hostname", "path", "service", "originRequest");
    private static final Set<String> DURATIONS = Set.of("connectTimeout", "tlsTimeout", "tcpKeepAlive",
            "keepAliveTimeout");
    private static final Set<String> REQUEST_KEYS = Set.of("connectTimeout", "tlsTimeout", "tcpKeepAlive",
            "noHappyEyeballs", "keepAliveConnections", "keepAliveTimeout", "httpHostHeader", "originServerName",
            "matchSNItoHost", "caPool", "noTLSVerify", "disableChunkedEncoding", "bastionMode", "proxyAddress",
            "proxyPort", "proxyType", "ipRules", "http2Origin", "access");
    /** What Java's expressions know and RE2 does not. */
    private static final Pattern NOT_RE2 = Pattern.compile("\\(\\?(?:[=!>]|<[=!])|\\\\[1-9]|[*+?]\\+");

    private final String shown;
    private final Map<String, Node> top;
    private final List<String> unused = new ArrayList<>();

    private ConnectorConfig(String shown, Map<String, Node> top) {
        this.shown = shown;
        this.top = top;
    }

    /** Reads a file; empty if it holds nothing. */
    static Optional<ConnectorConfig> read(Path file, String shown) throws ConfigFault {
        Optional<Node> root = ConfigYaml.read(file, shown);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        if (!(root.get() instanceof MappingNode mapping)) {
            throw cannotUnmarshal(shown, root.get(), "config.configFileSettings");
        }
        ConnectorConfig config = new ConnectorConfig(shown, ConfigYaml.entries(mapping));
        config.checkShape();
        return Optional.of(config);
    }

    /** Returns the text of a top-level key, as an option of the same name would have it. */
    Optional<String> text(String key) {
        String text = ConfigYaml.scalar(top.get(key));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    boolean hasRules() {
        return !items().isEmpty();
    }

    /** Returns one line for each key that cloudflared would ignore and say so. */
    List<String> unused() {
        return unused;
    }

    /** Returns the rules, or refuses them in cloudflared's words. */
    List<Rule> rules() throws ConfigFault {
        List<MappingNode> items = items();
        if (items.isEmpty()) {
            throw new ConfigFault("The config file doesn't contain any ingress rules");
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            rules.add(rule(ConfigYaml.entries(items.get(i)), i, items.size()));
        }
        return rules;
    }

    private static Rule rule(Map<String, Node> entries, int index, int count) throws ConfigFault {
        String hostname = ConfigYaml.scalar(entries.get("hostname"));
        String path = ConfigYaml.scalar(entries.get("path"));
        String service = ServiceRule.canonical(ConfigYaml.scalar(entries.get("service")));
        checkAccess(entries.get("originRequest"));
        checkHostname(hostname, path, index, count);
        return new Rule(hostname, path.isEmpty() ? Optional.empty() : Optional.of(regex(path, index)), service);
    }

    private static void checkHostname(String hostname, String path, int index, int count) throws ConfigFault {
        if (hostname.matches("[^:]*:[^:]*")) {
            throw new ConfigFault("Hostname cannot contain a port");
        }
        if (hostname.lastIndexOf('*') > 0) {
            throw new ConfigFault("Hostname patterns can have at most one wildcard character (\"*\") and it can only be"
                    + " used for subdomains, e.g. \"*.example.com\"");
        }
        boolean catchAll = (hostname.isEmpty() || hostname.equals("*")) && path.isEmpty();
        if (index == count - 1 && !catchAll) {
            throw new ConfigFault(
                    "The last ingress rule must match all URLs (i.e. it should not have a hostname or path"
                            + " filter)");
        }
        if (index < count - 1 && catchAll) {
            throw new ConfigFault("Rule #" + (index + 1) + " is matching the hostname '" + hostname
                    + "', but this will match every hostname, meaning the rules which follow it will never be triggered.");
        }
    }

    private static Pattern regex(String path, int index) throws ConfigFault {
        try {
            if (!NOT_RE2.matcher(path).find()) {
                return Pattern.compile(path);
            }
        } catch (PatternSyntaxException e) {
            throw new ConfigFault("Rule #" + (index + 1) + " has an invalid regex: error parsing regexp: "
                    + e.getDescription() + ": `" + path + "`");
        }
        throw new ConfigFault("Rule #" + (index + 1)
                + " has an invalid regex: error parsing regexp: invalid or unsupported Perl syntax: `" + path + "`");
    }

    private static void checkAccess(@Nullable Node request) throws ConfigFault {
        if (request instanceof MappingNode settings
                && ConfigYaml.entries(settings).get("access") instanceof MappingNode access) {
            Map<String, Node> entries = ConfigYaml.entries(access);
            if (entries.containsKey("audTag") && ConfigYaml.scalar(entries.get("teamName")).isEmpty()) {
                throw new ConfigFault("access.TeamName cannot be blank when access.audTags are present");
            }
        }
    }

    private void checkShape() throws ConfigFault {
        for (Map.Entry<String, Node> entry : top.entrySet()) {
            if (STRINGS.contains(entry.getKey()) && entry.getValue() instanceof ScalarNode scalar
                    && !scalar.getTag().equals(Tag.STR) && !scalar.getTag().equals(Tag.NULL)) {
                String found = scalar.getTag().getValue().substring(Tag.PREFIX.length());
                throw new ConfigFault("expected string found " + found + " for " + entry.getKey());
            }
        }
        Node ingress = top.get("ingress");
        if (ingress == null || ingress.getTag().equals(Tag.NULL)) {
            return;
        }
        if (!(ingress instanceof SequenceNode sequence)) {
            throw cannotUnmarshal(shown, ingress, "[]config.UnvalidatedIngressRule");
        }
        for (Node item : sequence.getValue()) {
            if (item instanceof MappingNode mapping) {
                checkRuleShape(mapping);
            } else if (!item.getTag().equals(Tag.NULL)) {
                throw cannotUnmarshal(shown, item, "config.UnvalidatedIngressRule");
            }
        }
    }

    private void checkRuleShape(MappingNode mapping) throws ConfigFault {
        Map<String, Node> keys = new HashMap<>();
        Map<String, Node> entries = ConfigYaml.entries(mapping, keys);
        noteUnused(entries, keys, RULE_KEYS, "config.UnvalidatedIngressRule");
        for (String key : List.of("hostname", "path", "service")) {
            Node value = entries.get(key);
            if (value != null && !(value instanceof ScalarNode)) {
                throw cannotUnmarshal(shown, value, "string");
            }
        }
        if (entries.get("originRequest") instanceof MappingNode request) {
            Map<String, Node> requestKeys = new HashMap<>();
            Map<String, Node> settings = ConfigYaml.entries(request, requestKeys);
            noteUnused(settings, requestKeys, REQUEST_KEYS, "config.OriginRequestConfig");
            for (String key : DURATIONS) {
                String value = ConfigYaml.scalar(settings.get(key));
                if (!value.isEmpty() && GoDuration.parse(value).isEmpty()) {
                    throw ConfigYaml.unreadable(shown, "time: missing unit in duration \"" + value + "\"");
                }
            }
        }
    }

    private void noteUnused(Map<String, Node> entries, Map<String, Node> keys, Set<String> known, String type) {
        for (String key : entries.keySet()) {
            if (!known.contains(key)) {
                Node node = keys.get(key);
                unused.add("line " + (node == null ? 0 : ConfigYaml.line(node)) + ": field " + key
                        + " not found in type " + type);
            }
        }
    }

    /** A list item that is null is dropped without a word. */
    private List<MappingNode> items() {
        List<Node> nodes = top.get("ingress") instanceof SequenceNode sequence ? sequence.getValue() : List.of();
        return nodes.stream().filter(MappingNode.class::isInstance).map(MappingNode.class::cast).toList();
    }

    private static ConfigFault cannotUnmarshal(String shown, Node node, String type) {
        String tag = "!!" + node.getTag().getValue().replace(Tag.PREFIX, "");
        String value = node instanceof ScalarNode scalar ? " `" + scalar.getValue() + "`" : "";
        return ConfigYaml.unreadable(shown, "unmarshal errors:\n  line " + ConfigYaml.line(node) + ": cannot unmarshal "
                + tag + value + " into " + type);
    }
}
