package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import dev.tunnelmanager.ports.driven.Secret;
import dev.tunnelmanager.ports.driven.Secrets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Secrets in memory. Safe for use by many threads. */
public final class SimulatedSecrets implements Secrets {

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+(/[a-z0-9._-]+)*");
    private static final Pattern DOTS_ONLY = Pattern.compile("(^|.*/)\\.{1,2}(/.*|$)");

    /** By name; empty means that there is one and it must not be read. */
    private final Map<String, Optional<Secret>> secrets = new ConcurrentHashMap<>();

    /** Makes a place without secrets. */
    public SimulatedSecrets() {}

    /** Makes a place with these secrets, by name. */
    public SimulatedSecrets(Map<String, String> values) {
        values.forEach(this::put);
    }

    /** Adds or replaces a secret. */
    public void put(String name, String value) {
        secrets.put(checked(name), Optional.of(Secret.of(value)));
    }

    /** Has a secret that must not be read. */
    public void deny(String name) {
        secrets.put(checked(name), Optional.empty());
    }

    /** Removes a secret, if there is one. */
    public void remove(String name) {
        secrets.remove(checked(name));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if {@code name} is not of that form, or a word of it is one or two dots
     */
    @Override
    public Optional<Secret> find(String name) {
        Optional<Secret> found = secrets.get(checked(name));
        if (found == null) {
            return Optional.empty();
        }
        return Optional.of(found.orElseThrow(() -> new PortFailure(Kind.SECRET,
                "The simulated secret " + name + " must not be read.", "Put another one in its place.")));
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches() || DOTS_ONLY.matcher(name).matches()) {
            throw new IllegalArgumentException("Not the name of a secret: " + name);
        }
        return name;
    }
}
