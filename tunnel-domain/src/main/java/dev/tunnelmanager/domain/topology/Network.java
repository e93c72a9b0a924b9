package dev.tunnelmanager.domain.topology;

import java.util.Optional;

/**
 * A network of the container engine.
 *
 * @param id the engine's id
 * @param name its name
 * @param kind what it offers
 * @param internal true if it has no way to the host or beyond
 * @param gateway the host's address on it, if it has one
 */
public record Network(String id, String name, Kind kind, boolean internal, Optional<String> gateway) {

    /** What a network offers to the containers on it. */
    public enum Kind {
        /** Made by somebody; names resolve on it. */
        USER_DEFINED,
        /** The engine's default bridge; names do not resolve on it. */
        DEFAULT_BRIDGE,
        /** The host's own namespace. */
        HOST,
        /** Nothing. */
        NONE
    }
}
