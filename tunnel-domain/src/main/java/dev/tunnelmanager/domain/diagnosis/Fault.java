package dev.tunnelmanager.domain.diagnosis;

/** What is wrong with the tunnel, in order of precedence: of several the first is told. */
public enum Fault {
    /** It could not be seen what is wrong, or whether anything is. */
    NOT_SEEN,
    /** The connector takes its rules from elsewhere, so that ours have no effect. */
    MANAGED_ELSEWHERE,
    /** The connector refuses its rules or settings and ends at once. */
    RULES_REJECTED,
    /** The host has no way out. */
    HOST_OFFLINE,
    /** The host has a way out, and the edge cannot be reached over it. */
    EDGE_UNREACHABLE,
    /** Names do not resolve, so that a connector cannot start; one that is connected goes on. */
    NAMES_NOT_RESOLVING,
    /** The connector ends soon after each start. */
    CRASH_LOOP,
    /** A process that should run does not. */
    PROCESS_GONE,
    /** The edge can be reached again, and the connector still waits before it tries. */
    BACKING_OFF,
    /** The connector runs and has no link to the edge. */
    NOT_CONNECTED,
    /** The connector says that it is connected, and requests through the edge get no answer. */
    BLACK_HOLE,
    /** Some replicas are down; traffic flows over the others. */
    DEGRADED,
    /** The tunnel is well, and the service behind some hostname is not. */
    ORIGIN_DOWN,
    /** Nothing is. */
    NONE;

    /** Returns one next step for a person, as an imperative. */
    public String advice() {
        return switch (this) {
            case NOT_SEEN -> "Run: tunnel-manager doctor";
            case MANAGED_ELSEWHERE ->
                "Make the tunnel a locally managed one again at the provider, or publish its hostnames there.";
            case RULES_REJECTED -> "Correct the rule list; the connector's log says what it does not accept.";
            case HOST_OFFLINE -> "Connect the host to the network again; the tunnel comes back by itself.";
            case EDGE_UNREACHABLE -> "Let the host's firewall pass port 7844 (TCP and UDP) to the provider's edge.";
            case NAMES_NOT_RESOLVING ->
                "Repair the host's resolver, or set dns.recovery so that Tunnel Manager may help it.";
            case CRASH_LOOP, PROCESS_GONE -> "Read the connector's log for why it ends; it is started again by itself.";
            case BACKING_OFF, NOT_CONNECTED, BLACK_HOLE ->
                "Read the connector's log if this lasts; it is restarted by itself.";
            case DEGRADED -> "Read the log of the replica that is down.";
            case ORIGIN_DOWN -> "Start the service behind the hostname; the tunnel itself is well.";
            case NONE -> "There is nothing to do.";
        };
    }
}
