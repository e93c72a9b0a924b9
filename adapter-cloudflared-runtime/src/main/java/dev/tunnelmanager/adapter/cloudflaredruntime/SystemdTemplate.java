package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a template unit, {@code cloudflared@.service} for the unit {@code cloudflared}, whose instances are replicas that can be
 * rolled without loss. An instance is named after the port of its status pages, for example {@code cloudflared@20241.service}, so that
 * it needs no file of its own.
 */
public final class SystemdTemplate {

    private static final String RESOURCE = "cloudflared@.service.template";
    /** systemd's own limit must not end a connector that may still finish its requests. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(15);
    private static final Duration LEAST_STOP = Duration.ofSeconds(45);
    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z_]+)@");

    /**
     * Returns the text of the unit.
     *
     * @param program cloudflared, an absolute path
     * @param configFile the config file of all instances, an absolute path
     * @param host the address on which all instances serve their status pages
     * @param gracePeriod how long an instance that is told to end may finish its requests
     * @throws IllegalArgumentException if a path is not absolute or holds a line end
     */
    public static String text(Path program, Path configFile, String host, Duration gracePeriod) {
        Duration stop = gracePeriod.plus(STOP_MARGIN);
        Map<String, String> values = Map.of("PROGRAM", quoted(program), "CONFIG", quoted(configFile), "HOST",
                host.contains(":") ? "[" + host + "]" : host, "GRACE", ReplicaStarter.goDuration(gracePeriod),
                "STOP",
                Long.toString((stop.compareTo(LEAST_STOP) < 0 ? LEAST_STOP : stop).plusMillis(999).toSeconds()));
        return PLACEHOLDER.matcher(resource())
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
    }

    /** Returns the name of the file, below the directory of units, of the template that belongs to a unit. */
    public static String fileName(String unit) {
        return unit + "@.service";
    }

    /** Returns where a program, a name or a path, is, as a unit wants to have it; empty if it is not there. */
    public static Optional<Path> program(String binary) {
        return Executables.find(binary).map(Path::normalize);
    }

    /** Returns the instances that serve their status pages at these addresses, for {@code systemctl enable --now}. */
    public static List<String> instances(String unit, List<HostPort> metrics) {
        return metrics.stream().map(address -> unit + "@" + address.port() + ".service")
                .collect(Collectors.toUnmodifiableList());
    }

    /** As systemd.service(5) and systemd.unit(5) have it: quotes against blanks, and a doubled percent sign and dollar. */
    private static String quoted(Path path) {
        String text = path.toString();
        if (!path.isAbsolute() || text.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("Not a path for a unit: " + text);
        }
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$");
        return escaped.equals(text) && text.chars().noneMatch(c -> c == ' ' || c == '\'' || c == ';') ? text
                : "\"" + escaped + "\"";
    }

    private static String resource() {
        try (InputStream in = SystemdTemplate.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + RESOURCE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private SystemdTemplate() {}
}
