package dev.tunnelmanager.launcher.config;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.Configuration.Address;
import dev.tunnelmanager.launcher.config.Configuration.Webhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of all keys as they were written, and their translation into types. */
final class Values {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern ADDRESS = Pattern
            .compile("(\\[[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*]|[A-Za-z0-9._-]+):(\\d{1,5})");
    private static final Pattern PROGRAM = Pattern.compile("[^\\s\\p{Cntrl}-][^\\p{Cntrl}]*");
    private static final String URI_FORM = "an http or https address without user, query and fragment";
    private static final Pattern WEBHOOK = Pattern
            .compile("(https?://\\S+)(?:\\s+([a-z0-9_-]+(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*))?");
    private static final String WEBHOOK_FORM = "a list of http or https addresses, each followed by the name of a secret or nothing";
    private static final String ENGINE_FORM = "off, unix:///path/of/docker.sock or tcp://host:port";

    private final Map<Key, Object> written;
    private final Map<Key, String> origin;
    private final Path base;

    /**
     * Takes what was written.
     *
     * @param written text, number, boolean or list of text, for each key that was written at all
     * @param origin where each of them was written, in words
     * @param base the directory from which paths are meant
     */
    Values(Map<Key, Object> written, Map<Key, String> origin, Path base) {
        this.written = Map.copyOf(written);
        this.origin = Map.copyOf(origin);
        this.base = base;
    }

    String text(Key key) {
        Object value = written.getOrDefault(key, key.defaultText());
        if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            throw wrong(key, value, "a single value");
        }
        String text = String.valueOf(value).strip();
        if (key.kind() == Key.Kind.CHOICE && !key.choices().contains(text)) {
            throw wrong(key, text, "one of " + String.join(", ", key.choices()));
        }
        return text;
    }

    Optional<String> optionalText(Key key) {
        return Optional.of(text(key)).filter(text -> !text.isEmpty());
    }

    /** Returns a text that matches. */
    String matching(Key key, Pattern form, String wanted) {
        String text = text(key);
        if (!form.matcher(text).matches()) {
            throw wrong(key, text, wanted);
        }
        return text;
    }

    Optional<String> optional(Key key, Pattern form, String wanted) {
        return optionalText(key).map(text -> matching(key, form, wanted));
    }

    Path path(Key key) {
        String text = text(key);
        if (text.isEmpty() || text.equals("~") || text.startsWith("~/")) {
            throw wrong(key, text, "a path, without ~");
        }
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException unusable) {
            throw wrong(key, text, "a path that this system can name");
        }
    }

    /** Returns a name to be found on the PATH, or the path of a program. */
    String program(Key key) {
        return text(key).contains("/") ? path(key).toString()
                : matching(key, PROGRAM, "the name or the path of a program");
    }

    URI uri(Key key) {
        String text = text(key);
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && isPort(uri.getPort(), -1)) {
                return uri;
            }
        } catch (IllegalArgumentException unusable) {
            throw wrong(key, text, URI_FORM);
        }
        throw wrong(key, text, URI_FORM);
    }

    /** Returns the address of the container engine, or empty if there is none. */
    Optional<String> engine(Key key) {
        String text = text(key);
        // An unquoted off is a boolean to some who write YAML, so both spellings are accepted.
        if (text.equals("off") || text.equals("false")) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            boolean socket = "unix".equals(uri.getScheme()) && uri.getAuthority() == null && uri.getPath() != null
                    && uri.getPath().length() > 1 && text.startsWith("unix:///");
            boolean network = "tcp".equals(uri.getScheme()) && uri.getHost() != null && isPort(uri.getPort(), 1)
                    && uri.getUserInfo() == null && uri.getPath().isEmpty();
            if (socket || network) {
                return Optional.of(text);
            }
        } catch (URISyntaxException unusable) {
            throw wrong(key, text, ENGINE_FORM);
        }
        throw wrong(key, text, ENGINE_FORM);
    }

    private static boolean isPort(int number, int atLeast) {
        return number >= atLeast && number != 0 && number <= 65_535;
    }

    Optional<String> optionalDomain(Key key) {
        return optionalText(key).map(text -> domain(key, text));
    }

    List<String> domains(Key key) {
        return list(key).stream().map(text -> domain(key, text)).distinct().toList();
    }

    private String domain(Key key, String text) {
        if (HostnamePattern.parse(text) instanceof Verdict.Granted<HostnamePattern> granted
                && !granted.value().isWildcard()) {
            return granted.value().text();
        }
        throw wrong(key, text, "a domain such as example.com");
    }

    Duration duration(Key key, Duration atLeast, Duration atMost) {
        String text = text(key);
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw wrong(key, text, "a number with ms, s, m or h, such as 250ms");
        }
        long count = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
        if (duration.compareTo(atLeast) < 0 || duration.compareTo(atMost) > 0) {
            throw wrong(key, text, "from " + words(atLeast) + " to " + words(atMost));
        }
        return duration;
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    int integer(Key key, int atLeast, int atMost) {
        String text = text(key);
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= atLeast && Integer.parseInt(text) <= atMost) {
            return Integer.parseInt(text);
        }
        throw wrong(key, text, "a whole number from " + atLeast + " to " + atMost);
    }

    boolean bool(Key key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, text(key), "true or false");
        };
    }

    List<String> list(Key key) {
        Object value = written.getOrDefault(key, key.defaultText());
        if (value instanceof Map<?, ?>) {
            throw wrong(key, value, "a list");
        }
        if (!(value instanceof Collection<?> list)) {
            return ListText.parts(String.valueOf(value));
        }
        List<String> texts = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String text) || text.isBlank()) {
                throw wrong(key, "a list with an element that is empty or has elements itself",
                        "a list of single values");
            }
            texts.add(text.strip());
        }
        return List.copyOf(texts);
    }

    /** Returns a list of names that match, at least one and none twice. */
    List<String> names(Key key, Pattern form, String wanted) {
        List<String> names = list(key);
        if (names.isEmpty() || names.stream().distinct().count() != names.size()
                || !names.stream().allMatch(name -> form.matcher(name).matches())) {
            throw wrong(key, String.join(", ", names), wanted);
        }
        return names;
    }

    Address address(Key key, String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (matcher.matches()) {
            int port = Integer.parseInt(matcher.group(2));
            String host = matcher.group(1);
            if (port >= 1 && port <= 65_535) {
                return new Address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
            }
        }
        throw wrong(key, text, "host:port, such as 127.0.0.1:20241");
    }

    /** Returns an address, or empty if it is switched off. */
    Optional<Address> listen(Key key) {
        String text = text(key);
        // An unquoted off is a boolean to some who write YAML.
        return text.equals("off") || text.equals("false") ? Optional.empty() : Optional.of(address(key, text));
    }

    /** Returns addresses, each with the name of a secret if one follows it. */
    List<Webhook> webhooks(Key key) {
        return list(key).stream().map(text -> webhook(key, text)).toList();
    }

    private Webhook webhook(Key key, String text) {
        Matcher matcher = WEBHOOK.matcher(text);
        if (!matcher.matches()) {
            throw wrong(key, text, WEBHOOK_FORM);
        }
        try {
            URI address = URI.create(matcher.group(1));
            if (address.getHost() != null && address.getRawUserInfo() == null) {
                return new Webhook(address, Optional.ofNullable(matcher.group(2)));
            }
        } catch (IllegalArgumentException unusable) {
            throw wrong(key, text, WEBHOOK_FORM);
        }
        throw wrong(key, text, WEBHOOK_FORM);
    }

    List<Address> addresses(Key key) {
        List<Address> addresses = list(key).stream().map(text -> address(key, text)).toList();
        if (addresses.isEmpty() || addresses.stream().distinct().count() != addresses.size()) {
            throw wrong(key, addresses.toString(), "a list of at least one address, none twice");
        }
        return addresses;
    }

    private ConfigurationFault wrong(Key key, Object value, String wanted) {
        String where = origin.getOrDefault(key, "the default");
        return new ConfigurationFault(
                key.path() + " is \"" + Shown.value(value) + "\" in " + where + ", and must be " + wanted + ".",
                "Correct " + key.path() + " in " + where + ".");
    }
}
