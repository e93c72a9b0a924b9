package dev.tunnelmanager.standins.connector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line as cloudflared takes it apart: options stand after the command that knows them or after an earlier one, never
 * after a later one.
 */
final class CommandLine {

    private static final Set<String> SWITCHES = Set.of("no-autoupdate", "hello-world", "bastion", "post-quantum",
            "no-tls-verify", "help", "version");
    private static final Set<String> TUNNEL_OPTIONS = Set.of("config", "metrics", "grace-period", "edge",
            "edge-ip-version",
            "edge-bind-address", "loglevel", "transport-loglevel", "logfile", "log-directory", "output", "pidfile",
            "url",
            "origincert", "protocol", "ha-connections", "retries", "autoupdate-freq", "tag", "label", "region",
            "management-hostname", "dns-resolver-addrs", "metrics-update-freq", "trace-output", "no-autoupdate",
            "hello-world", "bastion", "name", "max-edge-addr-retries");
    private static final Set<String> RUN_OPTIONS = Set.of("token", "token-file", "credentials-file",
            "credentials-contents",
            "cred-file", "protocol", "edge-ip-version", "edge-bind-address", "post-quantum", "features", "metrics",
            "no-autoupdate", "grace-period", "loglevel", "url", "hello-world", "pidfile", "icmpv4-src", "icmpv6-src",
            "no-tls-verify", "dns-resolver-addrs");

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new HashMap<>();
    private Optional<String> fault = Optional.empty();

    CommandLine(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("-") || arg.equals("-")) {
                words.add(arg);
                continue;
            }
            String body = arg.substring(arg.startsWith("--") ? 2 : 1);
            int equals = body.indexOf('=');
            String name = equals < 0 ? body : body.substring(0, equals);
            if (!known(name)) {
                fault = Optional.of("flag provided but not defined: -" + name);
                return;
            }
            if (equals >= 0) {
                options.put(name, body.substring(equals + 1));
            } else if (SWITCHES.contains(name)) {
                options.put(name, "true");
            } else if (i + 1 < args.size()) {
                options.put(name, args.get(++i));
            } else {
                fault = Optional.of("flag needs an argument: -" + name);
                return;
            }
        }
    }

    private boolean known(String name) {
        String last = words.isEmpty() ? "" : words.getLast();
        return switch (last) {
            case "", "tunnel" -> SWITCHES.contains(name) || TUNNEL_OPTIONS.contains(name) || RUN_OPTIONS.contains(name);
            case "ingress" -> name.equals("json");
            case "validate" -> name.equals("json");
            default -> words.contains("run") && (RUN_OPTIONS.contains(name) || SWITCHES.contains(name));
        };
    }

    /** Returns what is wrong with it, if anything. */
    Optional<String> fault() {
        return fault;
    }

    List<String> words() {
        return words;
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }
}
