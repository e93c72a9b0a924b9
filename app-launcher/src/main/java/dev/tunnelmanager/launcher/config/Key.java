package dev.tunnelmanager.launcher.config;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that can be configured, in the order of the reference page. {@code docs/configuration.md} is generated from this
 * list, and the defaults stand here and nowhere else.
 */
public enum Key {
    STATE_DIR("state-dir", Kind.PATH, "./data",
            "Directory of `tunnel-manager.db`, `leader.lock`, `backups/` and `logs/`. All processes that share a tunnel must"
                    + " share it."),
    CLOUDFLARE_API("cloudflare.api", Kind.URI, "https://api.cloudflare.com/client/v4", "Address of Cloudflare's API."),
    CLOUDFLARE_ACCOUNT_ID("cloudflare.account-id", Kind.STRING, "",
            "Account of the tunnel. Empty: the secret `meta/cloudflare/account_id`, or the account of the zones."),
    CLOUDFLARE_TUNNEL_ID("cloudflare.tunnel-id", Kind.STRING, "",
            "Id of the tunnel. Empty: the secret `meta/cloudflare/tunnel_id`, or the key `tunnel` of the connector's"
                    + " config file."),
    CLOUDFLARE_DEFAULT_DOMAIN("cloudflare.default-domain", Kind.DOMAIN, "",
            "Domain of a request that names none. Empty: the only zone, if there is only one."),
    CLOUDFLARE_ZONES("cloudflare.zones", Kind.LIST, "[]",
            "Zones in which anything may be published. Empty: every zone that the token can see."),
    INGRESS_MODE("ingress.mode", List.of("auto", "config-file", "remote"), "auto",
            "Where the connector takes its rules from: `auto` finds out."),
    INGRESS_CONFIG_FILE("ingress.config-file", Kind.PATH, "/etc/cloudflared/config.yml",
            "The connector's config file, whose ingress rules are edited."),
    INGRESS_BACKUP("ingress.backup", List.of("files", "git", "off"), "files",
            "What is kept of earlier contents: timestamped copies in `state-dir/backups` (the newest 50, and of the last 30 days"
                    + " the last one of each), a commit in the file's own repository, or nothing."),
    INGRESS_WINDOW("ingress.window", Kind.DURATION, "250ms", "How long changes are collected before one roll."),
    CONNECTOR_KIND("connector.kind", List.of("auto", "systemd", "docker", "process"), "auto",
            "How cloudflared is kept running: `auto` finds out, and goes on with what it found last when nothing is left"
                    + " of that; `process` starts it as a child."),
    CONNECTOR_UNIT("connector.unit", Kind.STRING, "cloudflared", "The unit, for `systemd`."),
    CONNECTOR_CONTAINER("connector.container", Kind.LIST, "[cloudflared]",
            "The container's name, for `docker`; a list of names where several containers are replicas of each other. Only with"
                    + " a second one can rules be changed without an interruption."),
    CONNECTOR_BINARY("connector.binary", Kind.STRING, "cloudflared",
            "The program, for `process`; also used to validate a config file when it is there."),
    CONNECTOR_EXTRA_ARGS("connector.extra-args", Kind.LIST, "[]",
            "Arguments for every replica, for `process`; they stand before `run`."),
    CONNECTOR_METRICS("connector.metrics", Kind.ADDRESSES, "[127.0.0.1:20241, 127.0.0.1:20242]",
            "Address of each replica's metrics page; as many replicas as addresses, for `process`."),
    CONNECTOR_GRACE_PERIOD("connector.grace-period", Kind.DURATION, "30s",
            "How long a replica that is replaced may finish its requests; at most 3m."),
    CONNECTOR_READY_TIMEOUT("connector.ready-timeout", Kind.DURATION, "60s",
            "How long a replica that was started may take to become ready; then the earlier rules are put back."),
    DOCKER_HOST("docker.host", Kind.ENGINE, "unix:///var/run/docker.sock",
            "The Docker engine; `off` says that there is none and every service is a host service."),
    MONITOR_INTERVAL("monitor.interval", Kind.DURATION, "30s", "Between two looks at the connector when all is well."),
    MONITOR_STRIKES("monitor.strikes", Kind.INTEGER, "3",
            "How many bad looks in a row mean that something is wrong."),
    MONITOR_CONFIRM_INTERVAL("monitor.confirm-interval", Kind.DURATION, "2s",
            "Between looks once the first strike is in."),
    MONITOR_CANARY("monitor.canary", Kind.DOMAIN, "",
            "A hostname of ours that is asked for through the edge on every look: the only way to see a connector that says it is"
                    + " connected and carries nothing."),
    EDGE_PROBE("edge.probe", Kind.BOOLEAN, "true",
            "Ask for a hostname through the edge once it is live; a failure is a warning, never a block."),
    EDGE_PROBE_VIA("edge.probe-via", Kind.ADDRESS, "",
            "Connect to this host:port instead of what DNS says, for split-horizon networks and tests."),
    EDGE_ADDRESSES("edge.addresses", Kind.ADDRESSES,
            "[region1.v2.argotunnel.com:7844, region2.v2.argotunnel.com:7844, 198.41.192.7:7844, 198.41.200.13:7844]",
            "Where the edge accepts connectors, unless `connector.extra-args` say so with `--edge`. The watch tries these to tell"
                    + " an outage of the host's network, its resolver or the edge from one of the connector; the literal addresses tell it when names do not resolve."),
    DNS_RECOVERY("dns.recovery", List.of("off", "flush", "resolvers"), "off",
            "What the watch may do when names do not resolve and the connector is down: nothing, empty the resolver's cache, or also"
                    + " have systemd-resolved ask 1.1.1.1 and 8.8.8.8 until names resolve again. No file of the system is changed."),
    HTTP_LISTEN("http.listen", Kind.LISTEN, "127.0.0.1:8321",
            "Address of the health pages and metrics of `tunnel-manager serve`, for this machine; `off` for none."),
    EVENTS_WEBHOOKS("events.webhooks", Kind.LIST, "[]",
            "Addresses that are told by POST what happens to the tunnel, each followed by the name of the secret that signs it, if"
                    + " any: `https://hooks.example.com/tunnel meta/webhooks/hooks`."),
    SECRETS_DIR("secrets.dir", Kind.PATH, "/etc/tunnel-manager/secrets",
            "One file per secret, for example `meta/cloudflare/dns_edit_token`, readable by its owner only.");

    /** The form of a value. */
    enum Kind {
        STRING("text"), PATH("path"), URI("http or https address"), DOMAIN("domain"), LIST("list"), DURATION(
                "number with ms, s, m or h"),
        INTEGER("whole number"), BOOLEAN("true or false"), ADDRESS(
                "host:port"),
        ADDRESSES("list of host:port"), LISTEN("`off` or host:port"), ENGINE(
                "`off`, unix:///path or tcp://host:port"),
        CHOICE("word");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Before every key's environment variable. */
    static final String ENVIRONMENT_PREFIX = "TUNNEL_MANAGER_";

    private static final Set<String> SECTIONS = all().map(Key::path).filter(path -> path.contains("."))
            .map(path -> path.substring(0, path.indexOf('.'))).collect(Collectors.toCollection(LinkedHashSet::new));

    private final String path;
    private final Kind kind;
    @SuppressWarnings("ImmutableEnumChecker") // A List.of, which never changes.
    private final List<String> choices;
    private final String defaultText;
    private final String meaning;

    Key(String path, Kind kind, String defaultText, String meaning) {
        this(path, kind, List.of(), defaultText, meaning);
    }

    Key(String path, List<String> choices, String defaultText, String meaning) {
        this(path, Kind.CHOICE, choices, defaultText, meaning);
    }

    Key(String path, Kind kind, List<String> choices, String defaultText, String meaning) {
        this.path = path;
        this.kind = kind;
        this.choices = choices;
        this.defaultText = defaultText;
        this.meaning = meaning;
    }

    static Stream<Key> all() {
        return Arrays.stream(values());
    }

    static Optional<Key> at(String path) {
        return all().filter(key -> key.path.equals(path)).findFirst();
    }

    /** Returns what stands before the dot in the keys' paths. */
    static Set<String> sections() {
        return SECTIONS;
    }

    /** Returns the key as it is written in messages, for example {@code ingress.config-file}. */
    public String path() {
        return path;
    }

    Kind kind() {
        return kind;
    }

    List<String> choices() {
        return choices;
    }

    String defaultText() {
        return defaultText;
    }

    /** Returns whether an empty value says something, namely that there is none. */
    boolean mayBeEmpty() {
        return defaultText.isEmpty() || kind == Kind.LIST;
    }

    String meaning() {
        return meaning;
    }

    /** Returns the environment variable that overrides the file, for example {@code TUNNEL_MANAGER_INGRESS_CONFIG_FILE}. */
    public String variable() {
        return ENVIRONMENT_PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
