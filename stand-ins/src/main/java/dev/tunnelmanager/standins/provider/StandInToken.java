package dev.tunnelmanager.standins.provider;

import java.util.EnumSet;
import java.util.Set;

/**
 * A token that the stand-in accepts.
 *
 * @param value what is sent after {@code Bearer}
 * @param status {@code active}, {@code disabled} or {@code expired}
 * @param permissions what it may do
 * @param zones names of the zones it is limited to; empty means every zone
 */
public record StandInToken(String value, String status, Set<Permission> permissions, Set<String> zones) {

    /** What a token may do. */
    public enum Permission {
        /** List and read zones. */
        ZONE_READ,
        /** Read records. */
        DNS_READ,
        /** Read and change records. */
        DNS_EDIT,
        /** Read certificates. */
        SSL_READ,
        /** Read tunnels. */
        TUNNEL_READ
    }

    public StandInToken {
        permissions = Set.copyOf(permissions);
        zones = Set.copyOf(zones);
    }

    /** Returns an active token with every permission on every zone. */
    public static StandInToken full(String value) {
        return new StandInToken(value, "active", EnumSet.allOf(Permission.class), Set.of());
    }

    /** Returns this token with only these permissions. */
    public StandInToken with(Permission... only) {
        return new StandInToken(value, status, Set.of(only), zones);
    }

    /** Returns this token limited to these zones. */
    public StandInToken on(String... names) {
        return new StandInToken(value, status, permissions, Set.of(names));
    }

    /** Returns this token with another status. */
    public StandInToken withStatus(String next) {
        return new StandInToken(value, next, permissions, zones);
    }

    boolean sees(StandInZone zone) {
        return zones.isEmpty() || zones.contains(zone.name());
    }

    boolean may(Permission permission) {
        return permissions.contains(permission)
                || (permission == Permission.DNS_READ && permissions.contains(Permission.DNS_EDIT));
    }
}
