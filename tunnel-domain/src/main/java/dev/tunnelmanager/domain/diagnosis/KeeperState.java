package dev.tunnelmanager.domain.diagnosis;

/** What the keeper of the connector, for example a service unit or a container engine, says of its process. */
public enum KeeperState {
    /** At least one process runs. */
    RUNNING,
    /** The keeper is starting or restarting it at this moment, so nobody else may. */
    STARTING,
    /** None runs, and the keeper will not start one by itself. */
    STOPPED,
    /** It ends soon after each start, and the keeper starts it again and again. */
    FAILING,
    /** The keeper could not be asked. */
    UNKNOWN
}
