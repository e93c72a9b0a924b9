package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where a unit's connector serves its status pages, as cloudflared itself does: from the option {@code --metrics}, else
 * from the variable {@code TUNNEL_METRICS}, else from the key {@code metrics} of its config file. What else stands there may be
 * secret, and is neither kept nor shown.
 */
final class UnitMetrics {

    /** What must be asked of systemd for it. */
    static final List<String> PROPERTIES = List.of("ExecStart", "Environment", "EnvironmentFiles");

    private static final Logger LOG = LoggerFactory.getLogger(UnitMetrics.class);
    private static final Pattern ARGUMENTS = Pattern.compile("argv\\[]=(.*?) ; ignore_errors=");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)}?");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)");
    private static final Pattern YAML_KEY = Pattern.compile("(?m)^metrics[ \\t]*:[ \\t]+[\"']?([^\\s\"'#]+)");
    private static final int MAX_FILE = 4 * 1024 * 1024;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> arguments;

    private UnitMetrics(Map<String, List<String>> properties) {
        String start = String.join(" ", properties.getOrDefault("ExecStart", List.of()));
        Matcher matcher = ARGUMENTS.matcher(start);
        this.arguments = matcher.find() ? List.of(matcher.group(1).strip().split("\\s+")) : List.of();
        properties.getOrDefault("Environment", List.of())
                .forEach(line -> List.of(line.split("\\s+(?=[A-Za-z_][A-Za-z0-9_]*=)")).forEach(this::assign));
        for (String line : properties.getOrDefault("EnvironmentFiles", List.of())) {
            String file = line.replaceFirst(" \\(ignore_errors=[a-z]+\\)$", "");
            read(file).ifPresent(text -> text.lines().filter(each -> !each.strip().startsWith("#"))
                    .forEach(this::assign));
        }
    }

    /**
     * Returns the address that a unit's properties name; empty if they name none, as cloudflared then takes the first that is free.
     *
     * @param properties as systemctl shows them
     * @param usualConfig the config file of a connector that is given none
     */
    static Optional<HostPort> of(Map<String, List<String>> properties, Path usualConfig) {
        UnitMetrics unit = new UnitMetrics(properties);
        if (unit.arguments.isEmpty()) {
            return Optional.empty();
        }
        return unit.option("metrics").or(() -> Optional.ofNullable(unit.environment.get("TUNNEL_METRICS")))
                .or(() -> read(unit.option("config").orElse(usualConfig.toString())).flatMap(UnitMetrics::key))
                .flatMap(UnitMetrics::address);
    }

    private static Optional<String> key(String yaml) {
        Matcher matcher = YAML_KEY.matcher(yaml);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<HostPort> address(String text) {
        try {
            return Optional.of(HostPort.parse(text));
        } catch (IllegalArgumentException notAnAddress) {
            LOG.debug("A unit names no address for its metrics: {}", notAnAddress.getMessage());
            return Optional.empty();
        }
    }

    /** Both {@code --name value} and {@code --name=value} are taken, and one hyphen for two, as cloudflared does. */
    private Optional<String> option(String name) {
        Optional<String> found = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i).replaceFirst("^--?(?=[a-z])", "");
            boolean isOption = !argument.equals(arguments.get(i));
            if (isOption && argument.startsWith(name + "=")) {
                found = Optional.of(argument.substring(name.length() + 1));
            } else if (isOption && argument.equals(name) && i + 1 < arguments.size()) {
                found = Optional.of(arguments.get(i + 1));
            }
        }
        return found.map(this::expanded);
    }

    private String expanded(String text) {
        return VARIABLE.matcher(text).replaceAll(
                match -> Matcher.quoteReplacement(environment.getOrDefault(match.group(1), "")));
    }

    private void assign(String line) {
        Matcher matcher = ASSIGNMENT.matcher(line);
        if (matcher.matches()) {
            environment.put(matcher.group(1), matcher.group(2).strip().replaceFirst("^([\"'])(.*)\\1$", "$2"));
        }
    }

    private static Optional<String> read(String file) {
        try {
            Path path = Path.of(file);
            return Files.isRegularFile(path) && Files.size(path) <= MAX_FILE
                    ? Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException | InvalidPathException unreadable) {
            LOG.debug("{} could not be read: {}", file, unreadable.toString());
            return Optional.empty();
        }
    }
}
