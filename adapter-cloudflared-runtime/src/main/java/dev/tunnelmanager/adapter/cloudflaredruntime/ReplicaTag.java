package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.util.Optional;

/**
 * Says in the environment of a child process whose it is and where it answers: {@code instance/address/nonce}.
 *
 * @param instanceId names the state directory it belongs to; must not hold a slash
 * @param address its status pages
 * @param nonce tells two starts on one address apart
 */
record ReplicaTag(String instanceId, HostPort address, String nonce) {

    static final String VARIABLE = "TUNNEL_MANAGER_REPLICA";

    ReplicaTag {
        if (instanceId.isEmpty() || instanceId.contains("/") || nonce.isEmpty() || nonce.contains("/")) {
            throw new IllegalArgumentException("Not a tag: " + instanceId + " " + nonce);
        }
    }

    static Optional<ReplicaTag> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3 || parts[0].isEmpty() || parts[2].isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ReplicaTag(parts[0], HostPort.parse(parts[1]), parts[2]));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return instanceId + "/" + address + "/" + nonce;
    }
}
