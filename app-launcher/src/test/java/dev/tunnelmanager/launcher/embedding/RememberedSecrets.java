package dev.tunnelmanager.launcher.embedding;

// begin adapter
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secret;
import dev.tunnelmanager.ports.driven.Secrets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Secrets that the embedding program holds in memory. */
public final class RememberedSecrets implements Secrets {

    private static final Pattern WORD = Pattern.compile("(?!\\.{1,2}$)[a-z0-9._-]+");

    private final Map<String, Secret> known = new ConcurrentHashMap<>();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();

    /** Remembers a secret, in place of an earlier one. */
    public void remember(String name, String value) {
        forbidden.remove(name);
        known.put(name, Secret.of(value));
    }

    /** Forgets a secret. */
    public void forget(String name) {
        known.remove(name);
    }

    /** Says that a secret must not be read. */
    public void forbid(String name) {
        forbidden.add(name);
    }

    @Override
    public Optional<Secret> find(String name) {
        for (String word : name.split("/", -1)) {
            if (!WORD.matcher(word).matches()) {
                throw new IllegalArgumentException("Not the name of a secret: " + name);
            }
        }
        if (forbidden.contains(name)) {
            throw new PortFailure(PortFailure.Kind.SECRET, "The secret " + name + " must not be read.",
                    "Ask whoever runs this program to allow it.");
        }
        return Optional.ofNullable(known.get(name));
    }
}
// end adapter
