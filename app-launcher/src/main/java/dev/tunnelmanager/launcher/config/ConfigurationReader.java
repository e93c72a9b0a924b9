package dev.tunnelmanager.launcher.config;

import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.Configuration.Address;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds and reads the configuration: the file, overridden by the environment. No file means defaults; a bad file is refused. */
public final class ConfigurationReader {

    /** The variable that names the file. */
    public static final String FILE_VARIABLE = "TUNNEL_MANAGER_CONFIG";

    private static final List<Path> PLACES = List.of(Path.of("tunnel-manager.yml"),
            Path.of("/etc/tunnel-manager/tunnel-manager.yml"));
    private static final String SECRET_PREFIX = Key.ENVIRONMENT_PREFIX + "SECRET_";
    /** Variables with our prefix that are no keys. */
    private static final List<String> OTHER_VARIABLES = List.of(FILE_VARIABLE, "TUNNEL_MANAGER_TOKEN",
            "TUNNEL_MANAGER_PROJECT", "TUNNEL_MANAGER_META", "TUNNEL_MANAGER_JAVA_HOME", "TUNNEL_MANAGER_REPLICA",
            "TUNNEL_MANAGER_LOG");

    /** An account's or a tunnel's id, as far as anything is known of its form. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]+");
    /** The characters of systemd.unit(5). */
    private static final Pattern UNIT = Pattern.compile("(?!-)(?!.*\\.service$)[A-Za-z0-9:_.@\\\\-]{1,200}");
    /** What a Docker engine accepts as name. */
    private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    private static final String ID_FORM = "an id of letters, digits and hyphens";

    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final List<Path> places;

    /** Reads with this environment; relative places are meant from {@code workingDirectory}. */
    public ConfigurationReader(Map<String, String> environment, Path workingDirectory) {
        this(environment, workingDirectory, PLACES);
    }

    /** Looks in {@code places}, one after the other, when no file is named. */
    ConfigurationReader(Map<String, String> environment, Path workingDirectory, List<Path> places) {
        this.places = List.copyOf(places);
        this.environment = Map.copyOf(environment);
        this.workingDirectory = workingDirectory.toAbsolutePath();
    }

    /**
     * Returns the configuration.
     *
     * @param named the file that was named on the command line, if any
     */
    public Verdict<Configuration> read(Optional<Path> named) {
        try {
            Optional<Path> file = file(named);
            Map<Key, Object> written = new EnumMap<>(Key.class);
            Map<Key, String> origin = new EnumMap<>(Key.class);
            file.ifPresent(path -> ConfigurationFile.read(path).forEach((key, value) -> {
                written.put(key, value);
                origin.put(key, path.toString());
            }));
            readEnvironment(written, origin);
            Path base = file.map(path -> directoryOf(path)).orElse(workingDirectory);
            return Verdict.granted(translate(new Values(written, origin, base), file));
        } catch (ConfigurationFault fault) {
            return Verdict.refused(fault.refusal());
        }
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private Optional<Path> file(Optional<Path> named) {
        Optional<Path> explicit = named.or(this::fileOfEnvironment).map(workingDirectory::resolve);
        // What cannot be looked at counts as there: going on with defaults would hide it.
        return explicit.or(() -> places.stream().map(workingDirectory::resolve)
                .filter(place -> !Files.notExists(place, LinkOption.NOFOLLOW_LINKS)).findFirst());
    }

    private Optional<Path> fileOfEnvironment() {
        String text = environment.getOrDefault(FILE_VARIABLE, "");
        try {
            return Optional.of(text).filter(name -> !name.isBlank()).map(Path::of);
        } catch (InvalidPathException unusable) {
            throw new ConfigurationFault(FILE_VARIABLE + " is \"" + Shown.text(text) + "\", which is not a path: "
                    + unusable.getReason() + ".", "Correct " + FILE_VARIABLE + ".");
        }
    }

    private void readEnvironment(Map<Key, Object> written, Map<Key, String> origin) {
        Key.all().forEach(key -> Optional.ofNullable(environment.get(key.variable())).ifPresent(value -> {
            written.put(key, value);
            origin.put(key, "the environment variable " + key.variable());
        }));
        List<String> known = Key.all().map(Key::variable).toList();
        // Others may use the prefix for purposes of their own, so only what looks like a slip is refused.
        environment.keySet().stream().filter(variable -> variable.startsWith(Key.ENVIRONMENT_PREFIX))
                .filter(variable -> !variable.startsWith(SECRET_PREFIX))
                .filter(variable -> !known.contains(variable) && !OTHER_VARIABLES.contains(variable)).sorted()
                .forEach(variable -> Nearest.to(variable, known, 2).or(() -> Nearest.to(variable, OTHER_VARIABLES, 1))
                        .ifPresent(meant -> {
                            throw new ConfigurationFault(
                                    "The environment variable " + variable + " is not one of ours.",
                                    "Did you mean " + meant + "? Correct or unset it.");
                        }));
    }

    private static Configuration translate(Values values, Optional<Path> file) {
        Configuration.Cloudflare cloudflare = new Configuration.Cloudflare(values.uri(Key.CLOUDFLARE_API),
                values.optional(Key.CLOUDFLARE_ACCOUNT_ID, ID, ID_FORM),
                values.optional(Key.CLOUDFLARE_TUNNEL_ID, ID, ID_FORM),
                values.optionalDomain(Key.CLOUDFLARE_DEFAULT_DOMAIN), values.domains(Key.CLOUDFLARE_ZONES));
        Configuration.Ingress ingress = new Configuration.Ingress(values.text(Key.INGRESS_MODE),
                values.path(Key.INGRESS_CONFIG_FILE), values.text(Key.INGRESS_BACKUP),
                values.duration(Key.INGRESS_WINDOW, Duration.ZERO, Duration.ofMinutes(1)));
        Configuration.Connector connector = new Configuration.Connector(values.text(Key.CONNECTOR_KIND),
                values.matching(Key.CONNECTOR_UNIT, UNIT, "the name of a systemd unit without .service"),
                values.names(Key.CONNECTOR_CONTAINER, CONTAINER,
                        "the name of a container, or a list of them, none twice"),
                values.program(Key.CONNECTOR_BINARY), values.list(Key.CONNECTOR_EXTRA_ARGS),
                values.addresses(Key.CONNECTOR_METRICS),
                values.duration(Key.CONNECTOR_GRACE_PERIOD, Duration.ZERO, Duration.ofMinutes(3)),
                values.duration(Key.CONNECTOR_READY_TIMEOUT, Duration.ofSeconds(1), Duration.ofMinutes(10)));
        Optional<Address> via = values.optionalText(Key.EDGE_PROBE_VIA)
                .map(text -> values.address(Key.EDGE_PROBE_VIA, text));
        return new Configuration(file.map(Path::toString).orElse("defaults"), values.path(Key.STATE_DIR), cloudflare,
                ingress, connector, values.engine(Key.DOCKER_HOST),
                new Configuration.Monitor(
                        values.duration(Key.MONITOR_INTERVAL, Duration.ofSeconds(1), Duration.ofHours(1)),
                        values.integer(Key.MONITOR_STRIKES, 1, 100),
                        values.duration(Key.MONITOR_CONFIRM_INTERVAL, Duration.ofMillis(100), Duration.ofHours(1)),
                        values.optionalDomain(Key.MONITOR_CANARY)),
                new Configuration.Edge(values.bool(Key.EDGE_PROBE), via, values.addresses(Key.EDGE_ADDRESSES)),
                values.text(Key.DNS_RECOVERY), values.listen(Key.HTTP_LISTEN), values.path(Key.SECRETS_DIR),
                values.webhooks(Key.EVENTS_WEBHOOKS));
    }
}
