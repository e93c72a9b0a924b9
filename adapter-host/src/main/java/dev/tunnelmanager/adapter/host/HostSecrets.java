package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import dev.tunnelmanager.ports.driven.Secret;
import dev.tunnelmanager.ports.driven.Secrets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets as a host offers them. The first of these places that has the secret decides:
 *
 * <ol>
 * <li>the environment variable {@code TUNNEL_MANAGER_SECRET_} + the name in upper case, with an underscore for every character
 * that is neither a letter nor a digit;
 * <li>the file of that name below the directory for secrets, which nobody but its owner may read or write;
 * <li>the file in {@code $CREDENTIALS_DIRECTORY}, where systemd puts what {@code LoadCredential=} and its like name. Such names
 * are flat: each slash is an underscore, a hyphen or a dot, looked for in this order. The files must not be readable by all;
 * the group is systemd's affair, which shows access lists there.
 * </ol>
 *
 * <p>Line ends at the end are not part of a secret. Safe for use by many threads; files are read afresh at each call.
 */
public final class HostSecrets implements Secrets {

    private static final String VARIABLE_PREFIX = "TUNNEL_MANAGER_SECRET_";
    private static final String CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY";
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+(/[a-z0-9._-]+)*");
    private static final Pattern DOTS_ONLY = Pattern.compile("(^|.*/)\\.{1,2}(/.*|$)");

    private final Map<String, String> environment;
    private final Path directory;

    /**
     * Makes secrets of a host; reads nothing yet.
     *
     * @param environment usually {@link System#getenv()}
     * @param directory {@code secrets.dir}; it need not exist
     */
    public HostSecrets(Map<String, String> environment, Path directory) {
        this.environment = Map.copyOf(environment);
        this.directory = directory;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if {@code name} is not of that form, or a word of it is one or two dots
     */
    @Override
    public Optional<Secret> find(String name) {
        if (!NAME.matcher(name).matches() || DOTS_ONLY.matcher(name).matches()) {
            throw new IllegalArgumentException("Not the name of a secret: " + name);
        }
        Optional<Secret> found = inEnvironment(name);
        if (found.isEmpty()) {
            found = SecretFile.ownersOnly(directory.resolve(name)).read();
        }
        return found.isEmpty() ? inCredentials(name) : found;
    }

    private Optional<Secret> inEnvironment(String name) {
        String variable = VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        String value = environment.get(variable);
        if (value == null) {
            return Optional.empty();
        }
        if (value.isBlank()) {
            throw new PortFailure(Kind.SECRET, "The environment variable " + variable + " is set, and empty.",
                    "Put the secret into it, or unset it.");
        }
        return Optional.of(Secret.of(SecretFile.withoutLineEnd(value)));
    }

    private Optional<Secret> inCredentials(String name) {
        @Nullable
        String credentials = environment.get(CREDENTIALS_DIRECTORY);
        if (credentials == null || credentials.isEmpty()) {
            return Optional.empty();
        }
        for (char separator : new char[]{'_', '-', '.'}) {
            Path file = Path.of(credentials, name.replace('/', separator));
            Optional<Secret> found = SecretFile.notForAll(file).read();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
