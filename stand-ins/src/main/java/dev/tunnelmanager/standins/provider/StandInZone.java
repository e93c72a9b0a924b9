package dev.tunnelmanager.standins.provider;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A zone of the stand-in.
 *
 * @param id 32 hexadecimal digits
 * @param name for example {@code example.com}
 * @param accountId the account it belongs to
 * @param status in the provider's word
 * @param type in the provider's word
 * @param paused whether the provider only answers DNS for it
 * @param quota how many records it may hold
 * @param certificateHosts what its one active certificate pack covers
 */
public record StandInZone(String id, String name, String accountId, String status, String type, boolean paused,
        int quota, List<String> certificateHosts) {

    /** The account that zones belong to unless told otherwise. */
    public static final String ACCOUNT = "acc0acc0acc0acc0acc0acc0acc0acc0";

    public StandInZone {
        certificateHosts = List.copyOf(certificateHosts);
    }

    /** Returns an active zone with the provider's usual certificate and the quota of the free plan. */
    public static StandInZone active(String name) {
        String id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        return new StandInZone(id, name, ACCOUNT, "active", "full", false, 200, List.of(name, "*." + name));
    }

    /** Returns this zone in another account. */
    public StandInZone inAccount(String account) {
        return new StandInZone(id, name, account, status, type, paused, quota, certificateHosts);
    }

    /** Returns this zone with another status, for example {@code pending}. */
    public StandInZone withStatus(String next) {
        return new StandInZone(id, name, accountId, next, type, paused, quota, certificateHosts);
    }

    /** Returns this zone with another type, for example {@code partial}. */
    public StandInZone ofType(String next) {
        return new StandInZone(id, name, accountId, status, next, paused, quota, certificateHosts);
    }

    /** Returns this zone paused. */
    public StandInZone onHold() {
        return new StandInZone(id, name, accountId, status, type, true, quota, certificateHosts);
    }

    /** Returns this zone with room for {@code records} records. */
    public StandInZone withQuota(int records) {
        return new StandInZone(id, name, accountId, status, type, paused, records, certificateHosts);
    }

    /** Returns this zone with a certificate for {@code hosts}. */
    public StandInZone covering(List<String> hosts) {
        return new StandInZone(id, name, accountId, status, type, paused, quota, hosts);
    }
}
