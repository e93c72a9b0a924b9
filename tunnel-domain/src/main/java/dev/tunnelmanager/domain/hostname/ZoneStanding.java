package dev.tunnelmanager.domain.hostname;

/** Whether names in a zone can be served. */
public enum ZoneStanding {
    /** Names are served. */
    ACTIVE,
    /** Names can be created, and are not served yet: the zone waits for its delegation or is paused. */
    NOT_SERVING,
    /** Names of this tunnel cannot live here, for example because the zone is another account's or has been moved away. */
    UNUSABLE
}
