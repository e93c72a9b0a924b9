package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The program: takes a command line as cloudflared does and ends with its exit codes. */
public final class StandInCloudflared {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int UNKNOWN_COMMAND = 3;

    private final PrintStream out;
    private final PrintStream err;
    private final CommandLine line;

    private StandInCloudflared(PrintStream out, PrintStream err, CommandLine line) {
        this.out = out;
        this.err = err;
        this.line = line;
    }

    /** Runs it and ends the process. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Runs it; {@code tunnel run} returns only when it cannot start. */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(args);
        return new StandInCloudflared(out, err, line).dispatch();
    }

    private int dispatch() {
        if (line.fault().isPresent()) {
            // The real one prints its help and ends as if all were well.
            out.println("Incorrect Usage: " + line.fault().get() + "\n");
            out.println("NAME:\n   cloudflared - Cloudflare's command-line tool and agent\n");
            return OK;
        }
        List<String> words = line.words();
        if (line.option("version").isPresent() || words.equals(List.of("version"))) {
            out.println("cloudflared version 2026.8.2 (stand-in)");
            return OK;
        }
        if (words.size() < 2 || !words.getFirst().equals("tunnel")) {
            out.println("No help topic for '" + String.join(" ", words) + "'");
            return UNKNOWN_COMMAND;
        }
        return switch (words.get(1)) {
            case "run" -> runTunnel(words);
            case "ready" -> ready();
            case "ingress" -> ingress(words);
            default -> {
                out.println("No help topic for '" + words.get(1) + "'");
                yield UNKNOWN_COMMAND;
            }
        };
    }

    private int ingress(List<String> words) {
        String subcommand = words.size() > 2 ? words.get(2) : "";
        boolean rule = subcommand.equals("rule") && words.size() == 4;
        if (!rule && !subcommand.equals("validate")) {
            out.println("No help topic for '" + subcommand + "'");
            return UNKNOWN_COMMAND;
        }
        String file = line.option("config").orElse("");
        try {
            ConnectorConfig config = load(file);
            out.println((rule ? "Using rules from " : "Validating rules from ") + file);
            return rule ? match(config, words.get(3)) : validate(config);
        } catch (ConfigFault fault) {
            err.println(fault.text());
            return FAILED;
        }
    }

    private int validate(ConnectorConfig config) {
        try {
            config.rules();
            if (config.text("url").isPresent() || System.getenv("TUNNEL_URL") != null) {
                throw new ConfigFault("You can't set the --url flag (or $TUNNEL_URL) when using multiple-origin ingress"
                        + " rules");
            }
        } catch (ConfigFault fault) {
            boolean bare = fault.text().startsWith("You can't");
            err.println(bare ? fault.text() : "Validation failed: " + fault.text());
            return FAILED;
        }
        if (config.unused().isEmpty()) {
            out.println("OK");
        } else {
            out.println("Warning: unused keys detected in your config file. Here is a list of unused keys:");
            config.unused().forEach(out::println);
        }
        return OK;
    }

    private int match(ConnectorConfig config, String url) throws ConfigFault {
        List<Rule> rules = config.rules();
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            throw new ConfigFault(url + " doesn't have a hostname, consider adding a scheme");
        }
        String[] rest = url.substring(scheme + 3).split("(?=[/?#])", 2);
        HttpHead request = new HttpHead("GET " + (rest.length > 1 ? rest[1] : "/") + " HTTP/1.1",
                List.of("Host: " + rest[0]));
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matches(request.host(), request.path())) {
                out.println("Matched rule #" + i);
                out.println(rules.get(i).lines());
                return OK;
            }
        }
        return FAILED;
    }

    private ConnectorConfig load(String file) throws ConfigFault {
        if (file.isEmpty()) {
            throw new ConfigFault("No configuration file was found. Please create one, or use the --config flag to"
                    + " specify its filepath.");
        }
        Optional<ConnectorConfig> config = ConnectorConfig.read(Path.of(file), file);
        if (config.isEmpty()) {
            StandInLog.line("ERR", "Configuration file " + file + " was empty");
            throw new ConfigFault("No configuration file was found. Please create one, or use the --config flag to"
                    + " specify its filepath.");
        }
        return config.get();
    }

    private int ready() {
        try {
            InetSocketAddress address = StatusServer.address(line.option("metrics").orElse("localhost:20241"));
            HttpURLConnection connection = (HttpURLConnection) URI
                    .create("http://" + address.getHostString() + ":" + address.getPort() + "/ready").toURL()
                    .openConnection();
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == 200 ? OK : FAILED;
        } catch (IOException unreachable) {
            err.println(unreachable.getMessage());
            return FAILED;
        }
    }

    private int runTunnel(List<String> words) {
        Faults faults = new Faults(Optional.ofNullable(System.getenv("STANDIN_CONTROL")).map(Path::of));
        try {
            if (faults.text("crash").isPresent() && faults.text("crash-after-ms").isEmpty() && isToCrash(faults)) {
                throw new ConfigFault(faults.text("crash").get());
            }
            ConnectorConfig config = load(line.option("config").orElse(""));
            List<Rule> rules = config.hasRules() ? config.rules()
                    : List.of(new Rule("", Optional.empty(), "http_status:503"));
            Optional<String> tunnel = words.size() > 2 ? Optional.of(words.get(2)) : config.text("tunnel");
            boolean byToken = line.option("token").isPresent() || line.option("token-file").isPresent()
                    || System.getenv("TUNNEL_TOKEN") != null;
            if (tunnel.isEmpty() && !byToken) {
                err.println(
                        "\"cloudflared tunnel run\" requires the ID or name of the tunnel to run as the last command"
                                + " line argument or in the configuration file.");
                return 255;
            }
            if (!byToken) {
                checkCredentials(config, tunnel.orElse(""));
            }
            RunningConnector.start(new RunOptions(line, config), rules, faults);
            return FAILED;
        } catch (ConfigFault | IOException fault) {
            err.println(fault.getMessage());
            return FAILED;
        }
    }

    private boolean isToCrash(Faults faults) throws ConfigFault {
        Optional<String> at = faults.text("crash-at");
        if (at.isPresent() && !line.option("metrics").orElse("").endsWith(":" + at.get())) {
            return false;
        }
        Optional<String> with = faults.text("crash-with");
        if (with.isEmpty()) {
            return true;
        }
        for (Rule rule : load(line.option("config").orElse("")).rules()) {
            if (rule.hostname().equals(with.get())) {
                return true;
            }
        }
        return false;
    }

    private void checkCredentials(ConnectorConfig config, String tunnel) throws ConfigFault {
        Pattern uuid = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
        if (!uuid.matcher(tunnel).matches()) {
            throw new ConfigFault("Cannot determine default origin certificate path. No file cert.pem in ["
                    + "~/.cloudflared ~/.cloudflare-warp ~/cloudflare-warp /etc/cloudflared /usr/local/etc/cloudflared]");
        }
        Optional<String> file = line.option("credentials-file").or(() -> config.text("credentials-file"));
        if (file.isEmpty() || !Files.isReadable(Path.of(file.get()))) {
            throw new ConfigFault("Tunnel credentials file '" + file.orElse("~/.cloudflared/" + tunnel + ".json")
                    + "' doesn't exist or is not a file");
        }
    }
}
